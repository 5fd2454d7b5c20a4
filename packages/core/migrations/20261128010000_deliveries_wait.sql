-- A delivery may wait until a time; it says where it comes from, and keeps what the gate decided by.
alter table deliveries
  add column waits_until timestamptz,
  add column origin jsonb not null default '{"kind": "system"}',
  add column facts jsonb;

-- The cap and the chosen frequency count a person's recent marketing messages.
create index deliveries_recent on deliveries (contact_id, dispatched_at)
  where category = 'marketing' and status in ('dispatching', 'sent', 'uncertain');

-- The list of a shop's deliveries, newest first: ids are in the order of their creation.
create index deliveries_by_tenant on deliveries (tenant_id, id);
