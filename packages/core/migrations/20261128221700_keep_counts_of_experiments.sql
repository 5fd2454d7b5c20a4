-- What was counted last of an experiment that takes long to count.
alter table experiments add column kept_tallies jsonb;
alter table experiments add column kept_at timestamptz;
alter table experiments add column kept_took_ms integer;

-- The share of contacts that get no marketing from campaigns and flows, by a hash of the salt and their id.
alter table tenants add column holdout_percent integer not null default 0 check (holdout_percent between 0 and 20);
alter table tenants add column holdout_salt text not null default '';
alter table tenants add column holdout_since timestamptz;

-- What was counted last of both groups, since that takes long.
create table holdout_counts (
  tenant_id text primary key references tenants (id),
  -- The start that the counts are of.
  since timestamptz not null,
  groups jsonb not null,
  took_ms integer not null,
  taken_at timestamptz not null
);
