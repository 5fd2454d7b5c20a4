-- What was paid back of an order, at most its total, and when it was cancelled. Its total stays what was placed.
alter table orders add column refunded bigint not null default 0, add column cancelled_at timestamptz;

-- Refunds, each once by its id within the order; they may be known before the order.
create table order_refunds (
  tenant_id text not null,
  order_id text not null,
  refund_id text not null,
  amount bigint not null,
  currency text not null,
  refunded_at timestamptz not null,
  seq bigint not null,
  primary key (tenant_id, order_id, refund_id)
);

-- Cancellations, which may be known before the order too.
create table order_cancellations (
  tenant_id text not null,
  order_id text not null,
  cancelled_at timestamptz not null,
  seq bigint not null,
  primary key (tenant_id, order_id)
);

-- What an erased event still says: an order, a refund or a cancellation its numbers, amount and currency, everything else
-- nothing.
create or replace function erased_properties(type text, is_trusted boolean, properties jsonb) returns jsonb
language sql immutable as $$
  select case
    when type = 'placed_order' and is_trusted then jsonb_build_object('orderId', properties -> 'orderId',
      'total', properties -> 'total', 'currency', properties -> 'currency')
    when type = 'order_refunded' and is_trusted then jsonb_build_object('orderId', properties -> 'orderId',
      'refundId', properties -> 'refundId', 'amount', properties -> 'amount', 'currency', properties -> 'currency')
    when type = 'order_cancelled' and is_trusted then jsonb_build_object('orderId', properties -> 'orderId')
    else '{}' end
$$;

-- A refund need not name the contact, and a rate changes totals without an event.
create trigger contacts_are_marked_when_totals_change after update of order_count, lifetime_value, first_order_at,
  last_order_at on contacts
  for each row when (new.erased_at is null and
    (new.order_count, new.lifetime_value, new.first_order_at, new.last_order_at) is distinct from
    (old.order_count, old.lifetime_value, old.first_order_at, old.last_order_at))
  execute function mark_contact();
