-- A shopper we may talk to.
create table contacts (
  id text primary key,
  tenant_id text not null,
  user_id text,
  email text,
  email_verified_at timestamptz,
  phone text,
  first_name text,
  last_name text,
  language text,
  timezone text,
  properties jsonb not null default '{}',
  registered_at timestamptz,
  order_count integer not null default 0,
  -- Minor units, in the tenant's currency.
  lifetime_value bigint not null default 0,
  first_order_at timestamptz,
  last_order_at timestamptz,
  last_seen_at timestamptz,
  created_at timestamptz not null
) with (fillfactor = 80);
create unique index contacts_by_user on contacts (tenant_id, user_id) where user_id is not null;
create unique index contacts_by_email on contacts (tenant_id, email) where email is not null;
create index contacts_by_orders on contacts (tenant_id, order_count);
create index contacts_by_value on contacts (tenant_id, lifetime_value);

-- A browser. Linking it to a contact is a pointer, so it can be taken back.
create table visitors (
  id text primary key,
  tenant_id text not null,
  anonymous_id text not null,
  contact_id text,
  linked_at timestamptz,
  first_seen_at timestamptz not null,
  last_seen_at timestamptz not null
) with (fillfactor = 80);
create unique index visitors_by_anonymous_id on visitors (tenant_id, anonymous_id);
create index visitors_by_contact on visitors (contact_id) where contact_id is not null;

-- Who did what when: points from a contact or visitor into the log.
create table timeline (
  seq bigint primary key,
  tenant_id text not null,
  person_id text not null,
  occurred_at timestamptz not null
);
create index timeline_by_person on timeline (tenant_id, person_id, occurred_at desc, seq desc);

-- Orders from trusted sources: each order id counts once, however many events name it.
create table orders (
  tenant_id text not null,
  order_id text not null,
  contact_id text,
  total bigint not null,
  currency text not null,
  placed_at timestamptz not null,
  seq bigint not null,
  primary key (tenant_id, order_id)
);
create index orders_by_time on orders (tenant_id, placed_at);
create index orders_by_contact on orders (contact_id, placed_at);
