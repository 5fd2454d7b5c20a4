-- The types of events that each shop has sent, with small numbers. A number stands for the shop and the type.
create table event_types (
  id integer generated always as identity primary key,
  tenant_id text not null references tenants (id),
  type text not null,
  unique (tenant_id, type)
);

-- What filters ask about the events of a person is kept beside them, so that filters need not read the log.
alter table timeline
  -- Null for events of bots, which filters do not count.
  add column type_id integer,
  -- The product that was viewed.
  add column product_id text;

insert into event_types (tenant_id, type)
  select distinct e.tenant_id, e.type from timeline t join events e on e.seq = t.seq order by 1, 2;
update timeline t set type_id = y.id,
  product_id = case when e.type = 'product_viewed' then e.properties ->> 'productId' end
  from events e join event_types y on y.tenant_id = e.tenant_id and y.type = e.type
  where e.seq = t.seq and e.context -> 'bot' is distinct from 'true'::jsonb;

create index timeline_by_type on timeline (type_id, occurred_at) include (person_id) where type_id is not null;
