-- What dry runs of flows look at: what was sold out, there again, or cheaper, and when. Kept for 91 days.
create table stock_changes (
  id bigint generated always as identity primary key,
  tenant_id text not null references tenants (id),
  product_id text not null,
  variant_id text not null,
  -- Null: it is not counted, or was not known before.
  before integer,
  quantity integer,
  -- As in `stock`: tells one restock from the next.
  restock integer not null,
  at timestamptz not null
);

create index stock_changes_by_product on stock_changes (tenant_id, product_id, variant_id, at);
create index stock_changes_by_time on stock_changes (at);

create table price_changes (
  id bigint generated always as identity primary key,
  tenant_id text not null references tenants (id),
  product_id text not null,
  variant_id text not null,
  before bigint not null,
  after bigint not null,
  -- Flows may start by it: of the variants of one product that got cheaper in one call, only the largest drop.
  is_drop boolean not null,
  at timestamptz not null
);

create index price_changes_by_product on price_changes (tenant_id, product_id, variant_id, at);
create index price_changes_by_time on price_changes (at);

-- Calls of the API that were refused, with what they asked for.
alter table flow_refusals add column trigger_kind text;
alter table flow_refusals add column entry_key text;

-- Who entered or left a segment in a period.
create index segment_changes_of_segment on segment_changes (segment_id, change, at);
