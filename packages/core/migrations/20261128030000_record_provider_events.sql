-- What platforms report about deliveries. The times on the delivery are those of the first report of each kind.
alter table deliveries
  add column address_hash bytea,
  add column delivered_at timestamptz,
  add column bounced_at timestamptz,
  add column complained_at timestamptz;
create index deliveries_by_vendor_id on deliveries (tenant_id, vendor_id) where vendor_id is not null;

create table provider_events (
  tenant_id text not null references tenants (id),
  delivery_id text not null,
  -- The platform's id of the report: a report that comes again is recorded once.
  event_id text not null,
  kind text not null
    check (kind in ('sent', 'delivered', 'opened', 'clicked', 'bounced', 'complained', 'failed', 'unsubscribed')),
  bounce text check (bounce in ('hard', 'soft')),
  detail text,
  address_hash bytea,
  occurred_at timestamptz not null,
  recorded_at timestamptz not null,
  primary key (tenant_id, delivery_id, event_id)
);
create index provider_events_of_address on provider_events (tenant_id, address_hash, occurred_at)
  where kind in ('delivered', 'bounced');
