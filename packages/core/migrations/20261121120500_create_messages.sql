-- What we say in one channel. `body` is MJML with Liquid for mails.
create table messages (
  id text primary key,
  tenant_id text not null,
  key text not null,
  name text not null,
  channel text not null check (channel in ('email', 'sms', 'push')),
  category text not null check (category in ('transactional', 'marketing')),
  subject text not null,
  body text not null,
  updated_at timestamptz not null
);
create unique index messages_by_key on messages (tenant_id, key);

-- One message to one contact. `dispatching` is committed, with the vendor key, before a byte leaves.
create table deliveries (
  id text primary key,
  tenant_id text not null,
  contact_id text not null,
  message_id text not null references messages (id),
  channel text not null,
  category text not null,
  -- The same business key is delivered once: a repeated trigger changes nothing.
  business_key text not null,
  variables jsonb not null,
  status text not null default 'due'
    check (status in ('due', 'dispatching', 'sent', 'failed', 'uncertain', 'skipped')),
  reason text,
  attempts integer not null default 0,
  fence bigint not null default 0,
  platform text,
  vendor_id text,
  created_at timestamptz not null,
  dispatched_at timestamptz,
  finished_at timestamptz
) with (fillfactor = 80);
create unique index deliveries_once on deliveries (tenant_id, business_key);
create index deliveries_by_contact on deliveries (tenant_id, contact_id, created_at desc);
create index deliveries_unfinished on deliveries (status, dispatched_at) where status in ('due', 'dispatching');
