-- The short links in text messages. They hold a keyed hash of the number that they were sent to, so they outlive an erasure.
create table sms_links (
  code text primary key,
  tenant_id text not null references tenants (id),
  contact_id text not null,
  phone_hash bytea not null,
  created_at timestamptz not null
);
create unique index sms_links_once on sms_links (tenant_id, contact_id, phone_hash);

-- What shoppers have texted to the shop. Stop and start are carried out in the transaction that writes the row.
create table received_sms (
  id text primary key,
  tenant_id text not null references tenants (id),
  -- Null: no contact has this number.
  contact_id text,
  vendor_id text not null,
  from_number text not null,
  to_number text not null,
  text text not null,
  intent text check (intent in ('stop', 'start')),
  -- By which rule the text was understood.
  rule text,
  received_at timestamptz not null,
  created_at timestamptz not null
);
create unique index received_sms_once on received_sms (tenant_id, vendor_id);
create index received_sms_by_id on received_sms (tenant_id, id);
create index received_sms_by_contact on received_sms (tenant_id, contact_id);
create index received_sms_by_number on received_sms (tenant_id, from_number);

-- In which country a phone number without country code is read; null: such numbers are left out.
alter table tenants add column country text check (country ~ '^[A-Z]{2}$');
