-- Coupon codes that messages give to their readers, each code to one of them.
create table coupon_pools (
  tenant_id text not null references tenants (id),
  key text not null,
  name text not null,
  -- What generated codes begin with. Null: the shop adds the codes.
  prefix text,
  valid_days integer check (valid_days between 1 and 730),
  created_at timestamptz not null,
  primary key (tenant_id, key)
);

create table coupon_codes (
  tenant_id text not null,
  pool_key text not null,
  code text not null,
  -- The shop's own end of the code: after it, the code is not given any more.
  expires_at timestamptz,
  added_at timestamptz not null,
  -- The run of a flow, or the delivery, that the code was given to: all messages of a run show the same code.
  holder text,
  contact_id text,
  -- The delivery that showed it first.
  delivery_id text,
  given_at timestamptz,
  -- The end that its reader is told.
  valid_until timestamptz,
  primary key (tenant_id, pool_key, code),
  foreign key (tenant_id, pool_key) references coupon_pools (tenant_id, key)
);

create unique index coupon_codes_by_holder on coupon_codes (tenant_id, pool_key, holder) where holder is not null;
create index coupon_codes_free on coupon_codes (tenant_id, pool_key, expires_at) where holder is null;
create index coupon_codes_by_contact on coupon_codes (tenant_id, contact_id) where contact_id is not null;
create index coupon_codes_by_delivery on coupon_codes (tenant_id, delivery_id) where delivery_id is not null;
