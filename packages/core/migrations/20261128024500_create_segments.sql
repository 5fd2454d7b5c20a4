-- Named sets of contacts. Without a definition, a segment has only the contacts that were added by hand.
create table segments (
  id text primary key,
  tenant_id text not null,
  name text not null,
  description text not null,
  definition jsonb,
  -- Grows with each change: a change of an older version is refused.
  version integer not null default 1,
  created_at timestamptz not null,
  updated_at timestamptz not null,
  archived_at timestamptz
);
create index segments_by_tenant on segments (tenant_id, id);

-- Contacts that were added to a segment by hand, or removed from it. They win over the filter.
create table segment_overrides (
  tenant_id text not null,
  segment_id text not null references segments (id),
  contact_id text not null,
  is_member boolean not null,
  changed_at timestamptz not null,
  primary key (segment_id, contact_id)
);
create index segment_overrides_by_contact on segment_overrides (tenant_id, contact_id);
