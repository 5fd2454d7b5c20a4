-- What was put into carts and taken out of them, as the log says it.
create table cart_changes (
  tenant_id text not null references tenants (id),
  seq bigint not null,
  -- The contact or the visitor, as on the timeline.
  person_id text not null,
  cart_id text,
  kind text not null check (kind in ('added', 'removed', 'contents')),
  lines jsonb not null,
  occurred_at timestamptz not null,
  primary key (tenant_id, seq)
);
create index cart_changes_of_person on cart_changes (tenant_id, person_id, occurred_at);
create index cart_changes_by_age on cart_changes (occurred_at);

-- Orders close carts: by the person who ordered, and, where the order is trusted, by the cart's id.
create table cart_orders (
  tenant_id text not null references tenants (id),
  seq bigint not null,
  person_id text not null,
  cart_id text,
  is_trusted boolean not null,
  placed_at timestamptz not null,
  primary key (tenant_id, seq, person_id)
);
create index cart_orders_of_person on cart_orders (tenant_id, person_id, placed_at);
create index cart_orders_of_cart on cart_orders (tenant_id, cart_id, placed_at) where is_trusted and cart_id is not null;
create index cart_orders_by_age on cart_orders (placed_at);

-- When each person last changed their cart. Settled: nothing has to be done until the next change.
create table carts (
  tenant_id text not null references tenants (id),
  person_id text not null,
  last_change_at timestamptz not null,
  is_settled boolean not null default false,
  primary key (tenant_id, person_id)
);
create index carts_to_settle on carts (last_change_at) where not is_settled;
create index carts_by_age on carts (last_change_at) where is_settled;

-- Abandoned carts for which an event was written. A rebuild keeps them: it must not write the events again.
create table cart_abandonments (
  tenant_id text not null references tenants (id),
  person_id text not null,
  last_change_at timestamptz not null,
  written_at timestamptz not null,
  primary key (tenant_id, person_id, last_change_at)
);
create index cart_abandonments_by_age on cart_abandonments (written_at);

alter table tenants add column cart_idle_seconds integer not null default 3600
  check (cart_idle_seconds between 10 and 604800);
