-- What the shop sells. Messages take titles, prices, pictures and links from here only, never from a browser.
create table products (
  tenant_id text not null,
  id text not null,
  title text not null,
  url text not null,
  image_url text,
  category text,
  price bigint,
  currency text,
  updated_at timestamptz not null,
  primary key (tenant_id, id)
);

create table variants (
  tenant_id text not null,
  product_id text not null,
  id text not null,
  title text not null,
  url text,
  image_url text,
  price bigint,
  updated_at timestamptz not null,
  primary key (tenant_id, product_id, id)
);

-- How many there are. A product without variants has the variant ''; a null quantity is more than anybody counts.
create table stock (
  tenant_id text not null,
  product_id text not null,
  variant_id text not null default '',
  quantity integer check (quantity >= 0),
  -- When it was so, by the clock of whoever said it: older news does not replace newer.
  said_at timestamptz not null,
  -- Grows each time something sold out is there again: names the restock.
  restock integer not null default 0,
  primary key (tenant_id, product_id, variant_id)
) with (fillfactor = 70);

-- Contacts who wait for a product or variant, in the order in which they came.
create table waitlist_entries (
  id text primary key,
  tenant_id text not null,
  contact_id text not null,
  product_id text not null,
  variant_id text not null default '',
  status text not null check (status in ('pending', 'waiting', 'notified', 'left', 'purchased', 'expired')),
  joined_at timestamptz not null,
  -- The restock of the last message, and how many there were.
  restock integer,
  messages integer not null default 0,
  notified_at timestamptz,
  -- When they are asked whether they still wait, and when the entry ends unless they say so.
  asked_at timestamptz,
  expires_at timestamptz not null,
  ended_at timestamptz
);
create unique index waitlist_once on waitlist_entries (tenant_id, contact_id, product_id, variant_id)
  where status in ('pending', 'waiting', 'notified');
create index waitlist_in_order on waitlist_entries (tenant_id, product_id, variant_id, joined_at, id)
  where status = 'waiting';
create index waitlist_by_contact on waitlist_entries (contact_id);
create index waitlist_by_expiry on waitlist_entries (expires_at) where status in ('pending', 'waiting', 'notified');

-- A sign-up waits for its confirmation, whatever it is for.
alter table sign_ups add column kind text not null default 'newsletter' check (kind in ('newsletter', 'waitlist'));

-- A message about a product leaves only while there is some; checked in the statement that starts the sending.
alter table deliveries add column product_id text, add column variant_id text;
