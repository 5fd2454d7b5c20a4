-- When the recipient unsubscribed by a link of this message.
alter table deliveries add column unsubscribed_at timestamptz;

-- What became of deliveries, by what they come from and the quarter of an hour in which they were sent. Rows are only added
-- and added up, so that no transaction waits for another; the sum of all rows is what counts. `is_retired`: of deliveries
-- that the shop keeps no longer.
create table delivery_counts (
  id bigint generated always as identity primary key,
  tenant_id text not null,
  slot timestamptz not null,
  origin_kind text not null,
  origin_id text not null,
  step_id text not null,
  message_id text not null,
  variation text not null,
  is_retired boolean not null default false,
  sent bigint not null,
  delivered bigint not null,
  bounced bigint not null,
  failed bigint not null,
  skipped bigint not null,
  uncertain bigint not null,
  opened bigint not null,
  clicked bigint not null,
  complained bigint not null,
  unsubscribed bigint not null
);
create index delivery_counts_of_origin on delivery_counts (origin_id) where origin_id <> '';
create index delivery_counts_of_tenant on delivery_counts (tenant_id, slot);
alter table delivery_counts set (autovacuum_vacuum_scale_factor = 0.02, autovacuum_vacuum_threshold = 1000);

-- The one place that says what counts as what. `sent`: handed over, also if it bounced later. `delivered`: handed over, and
-- neither refused nor bounced. Opens and clicks count once, by people, and of delivered messages.
create function delivery_measures(d deliveries)
returns table (
  slot timestamptz, origin_kind text, origin_id text, step_id text, variation text, sent int, delivered int, bounced int,
  failed int, skipped int, uncertain int, opened int, clicked int, complained int, unsubscribed int
)
language sql immutable
as $$
  select to_timestamp(floor(extract(epoch from coalesce(d.dispatched_at, d.finished_at, d.created_at)) / 900) * 900),
    d.origin ->> 'kind', coalesce(d.origin ->> 'flowId', d.origin ->> 'campaignId', ''), coalesce(d.origin ->> 'stepId', ''),
    coalesce(d.origin ->> 'variation', ''),
    (d.status = 'sent' or d.status = 'failed' and d.bounced_at is not null)::int,
    (d.status = 'sent')::int,
    (d.status = 'failed' and d.bounced_at is not null)::int,
    (d.status = 'failed' and d.bounced_at is null)::int,
    (d.status = 'skipped')::int,
    (d.status = 'uncertain')::int,
    (d.status = 'sent' and d.opened_at is not null)::int,
    (d.status = 'sent' and d.clicked_at is not null)::int,
    (d.status = 'sent' and d.complained_at is not null)::int,
    (d.status = 'sent' and d.unsubscribed_at is not null)::int
$$;

create function add_delivery_counts(d deliveries, sign int, retired boolean) returns void language sql as $$
  insert into delivery_counts (tenant_id, slot, origin_kind, origin_id, step_id, message_id, variation, is_retired, sent,
    delivered, bounced, failed, skipped, uncertain, opened, clicked, complained, unsubscribed)
  select d.tenant_id, m.slot, m.origin_kind, m.origin_id, m.step_id, d.message_id, m.variation, retired, sign * m.sent,
    sign * m.delivered, sign * m.bounced, sign * m.failed, sign * m.skipped, sign * m.uncertain, sign * m.opened,
    sign * m.clicked, sign * m.complained, sign * m.unsubscribed
  from delivery_measures(d) m
$$;

-- Nothing is counted of a delivery that is not settled.
create function count_delivery() returns trigger language plpgsql as $$ begin
  if tg_op <> 'INSERT' and old.status not in ('due', 'dispatching') then
    perform add_delivery_counts(old, -1, false);
  end if;
  if tg_op = 'DELETE' then
    perform add_delivery_counts(old, 1, true);
  elsif new.status not in ('due', 'dispatching') then
    perform add_delivery_counts(new, 1, false);
  end if;
  return null;
end $$;

create trigger deliveries_are_counted_when_added after insert on deliveries
  for each row when (new.status not in ('due', 'dispatching')) execute function count_delivery();
create trigger deliveries_are_counted_when_changed
  after update of status, dispatched_at, bounced_at, opened_at, clicked_at, complained_at, unsubscribed_at on deliveries
  for each row when (
    (new.status not in ('due', 'dispatching') or old.status not in ('due', 'dispatching')) and
    (new.status, new.dispatched_at, new.bounced_at, new.opened_at, new.clicked_at, new.complained_at, new.unsubscribed_at)
    is distinct from
    (old.status, old.dispatched_at, old.bounced_at, old.opened_at, old.clicked_at, old.complained_at, old.unsubscribed_at))
  execute function count_delivery();
create trigger deliveries_are_counted_when_deleted after delete on deliveries
  for each row when (old.status not in ('due', 'dispatching')) execute function count_delivery();

insert into delivery_counts (tenant_id, slot, origin_kind, origin_id, step_id, message_id, variation, sent, delivered,
  bounced, failed, skipped, uncertain, opened, clicked, complained, unsubscribed)
select d.tenant_id, m.slot, m.origin_kind, m.origin_id, m.step_id, d.message_id, m.variation, sum(m.sent), sum(m.delivered),
  sum(m.bounced), sum(m.failed), sum(m.skipped), sum(m.uncertain), sum(m.opened), sum(m.clicked), sum(m.complained),
  sum(m.unsubscribed)
from deliveries d cross join lateral delivery_measures(d) m
where d.status not in ('due', 'dispatching') group by 1, 2, 3, 4, 5, 6, 7;

-- Who unsubscribed lately.
create index deliveries_unsubscribed on deliveries (unsubscribed_at) where unsubscribed_at is not null;
