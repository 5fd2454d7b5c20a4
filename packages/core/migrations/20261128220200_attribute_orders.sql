-- The model and the windows of a shop; without a row, the usual ones.
create table attribution_settings (
  tenant_id text primary key references tenants (id),
  model text not null,
  windows jsonb not null
);

-- The shares of touchpoints in orders: one row per order and touchpoint, in their order. An order without touchpoints has
-- one row of the kind `none`, so that the rows of all orders add up to the revenue of the shop in each model.
create table order_credits (
  tenant_id text not null,
  order_id text not null,
  place integer not null,
  contact_id text,
  placed_at timestamptz not null,
  is_cancelled boolean not null,
  -- Of all amounts of the row: the shop's, or the order's own where there is no rate.
  currency text not null,
  -- Of the whole order: what is left of it, and what of it was refunded or cancelled.
  net bigint not null,
  refunded bigint not null,
  kind text not null check (kind in ('click', 'open', 'visit', 'sign_up', 'coupon', 'none')),
  channel text,
  source text,
  campaign_id text,
  flow_id text,
  message_id text,
  delivery_id text,
  variation text,
  touched_at timestamptz,
  is_first boolean not null,
  is_last boolean not null,
  is_last_non_direct boolean not null,
  linear_net bigint not null,
  linear_refunded bigint not null,
  position_net bigint not null,
  position_refunded bigint not null,
  time_decay_net bigint not null,
  time_decay_refunded bigint not null,
  primary key (tenant_id, order_id, place)
);
create index order_credits_by_time on order_credits (tenant_id, placed_at, order_id);
create index order_credits_by_contact on order_credits (contact_id) where contact_id is not null;
create index order_credits_by_campaign on order_credits (tenant_id, campaign_id) where campaign_id is not null;
create index order_credits_by_flow on order_credits (tenant_id, flow_id) where flow_id is not null;
create index order_credits_by_message on order_credits (tenant_id, message_id) where message_id is not null;

-- Orders whose credits are to be computed; without an order, those of the whole shop. Rows are only added and deleted, so
-- that no transaction waits for another.
create table attribution_marks (
  id bigint generated always as identity primary key,
  tenant_id text not null,
  order_id text
);
alter table attribution_marks set (autovacuum_vacuum_scale_factor = 0.02, autovacuum_vacuum_threshold = 1000);

-- That an order was attributed: written once, when it first gets credit.
create table conversions (
  tenant_id text not null,
  order_id text not null,
  contact_id text,
  model text not null,
  value bigint not null,
  currency text not null,
  first_touch jsonb,
  last_touch jsonb,
  converted_at timestamptz not null,
  recorded_at timestamptz not null,
  primary key (tenant_id, order_id)
);
create index conversions_by_contact on conversions (contact_id) where contact_id is not null;

-- What the credits of an order follow from changes in many statements of several rooms. Triggers mark the orders for all of
-- them; touchpoints are marked by the projection that applies their events.
create function mark_added_orders() returns trigger language plpgsql as $$ begin
  -- Without those that only keep the place of an order: see applyOrders.
  insert into attribution_marks (tenant_id, order_id) select tenant_id, order_id from added where seq > 0;
  return null;
end $$;

create trigger orders_are_attributed_when_added after insert on orders referencing new table as added
  for each statement execute function mark_added_orders();

create function mark_order() returns trigger language plpgsql as $$ begin
  insert into attribution_marks (tenant_id, order_id) values (new.tenant_id, new.order_id);
  return null;
end $$;

create trigger orders_are_attributed_when_changed after update on orders
  for each row when (new is distinct from old) execute function mark_order();

create function mark_orders_of_merge() returns trigger language plpgsql as $$ begin
  insert into attribution_marks (tenant_id, order_id)
  select o.tenant_id, o.order_id from orders o where o.contact_id in (new.id, new.merged_into, old.merged_into);
  return null;
end $$;

create trigger merges_are_attributed after update of merged_into on contacts
  for each row when (new.merged_into is distinct from old.merged_into) execute function mark_orders_of_merge();

create function mark_orders_of_browser() returns trigger language plpgsql as $$ begin
  insert into attribution_marks (tenant_id, order_id)
  select o.tenant_id, o.order_id from orders o where o.contact_id in (
    select coalesce(c.merged_into, c.id) from visitor_links l join contacts c on c.id = l.contact_id
    where l.visitor_id = coalesce(new.visitor_id, old.visitor_id)
    union
    select coalesce(c.merged_into, c.id) from contacts c where c.id = old.contact_id);
  return null;
end $$;

create trigger visitor_links_are_attributed after insert or update or delete on visitor_links
  for each row execute function mark_orders_of_browser();

-- Orders that exist are attributed once.
insert into attribution_marks (tenant_id) select id from tenants where exists (
  select from orders o where o.tenant_id = tenants.id);
