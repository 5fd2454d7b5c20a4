-- What each source has sent, by type: kept by the consumer `sources`, can be built anew from the log.
create table source_schemas (
  tenant_id text not null,
  source_id text not null,
  -- Empty: all types beyond the most that are kept apart.
  type text not null,
  events bigint not null,
  first_seen_at timestamptz not null,
  last_seen_at timestamptz not null,
  -- By name: JSON types, count, first and last seen.
  properties jsonb not null,
  -- How often a property came that is not kept, since there were too many names or its name is too long.
  left_out bigint not null,
  primary key (source_id, type)
);
