-- How often a source has sent an id again with another event under it, which is then not stored: ids that are not kept
-- apart lose data.
create table differing_repeats (
  tenant_id text not null,
  source_id text primary key,
  repeats bigint not null,
  last_at timestamptz not null
);
