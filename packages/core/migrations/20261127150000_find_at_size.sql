-- Part of an address, a user id or a name is found by trigrams. A managed Postgres may not let us have the extension:
-- then a search reads every contact, and `beckon doctor` says so.
do $$ begin
  create extension if not exists pg_trgm;
exception when insufficient_privilege or feature_not_supported or undefined_file then
  raise notice 'pg_trgm cannot be installed: %', sqlerrm;
end $$;
do $$ begin
  if exists (select from pg_extension where extname = 'pg_trgm') then
    create index contacts_by_text on contacts using gin ((
      ' ' || coalesce(email, '') || ' ' || coalesce(user_id, '') || ' ' || coalesce(first_name, '') || ' '
        || coalesce(last_name, '')) gin_trgm_ops) where merged_into is null and erased_at is null;
  end if;
end $$;
-- Without it the database takes every text for one that a tenth of the contacts hold, and reads them all for a rare one.
create statistics contacts_text on ((
  ' ' || coalesce(email, '') || ' ' || coalesce(user_id, '') || ' ' || coalesce(first_name, '') || ' '
    || coalesce(last_name, ''))) from contacts;
analyze contacts;
-- Lists are of one tenant, newest first, and leave out what is merged or erased. What was created before a time is found in the
-- index alone, past all that is newer.
create index contacts_by_tenant on contacts (tenant_id, id) include (created_at) where merged_into is null and erased_at is null;
create index contacts_by_last_order on contacts (tenant_id, last_order_at) where last_order_at is not null;
create index contacts_by_creation on contacts (tenant_id, created_at);
-- Who has granted what, in the order in which contacts are listed.
create index consent_granted on consent_state (tenant_id, type, contact_id) where state = 'granted';
-- Days are summed from the index alone.
create index orders_by_day on orders (tenant_id, placed_at) include (total, currency);
drop index orders_by_time;
-- A tenant's jobs that are done, by time.
create index jobs_done_of_tenant on jobs (tenant_id, finished_at) where status = 'done';
drop index jobs_done;
-- What a large tenant counted last: see packages/core/src/metrics/kept-counts.ts.
create table tenant_counts (
  tenant_id text primary key,
  counts jsonb not null,
  took_ms integer not null,
  taken_at timestamptz not null
);
-- Rows are only added to these: without this, vacuum comes late, and what reads the index alone has to look at the table.
alter table events set (autovacuum_vacuum_insert_scale_factor = 0.02);
alter table timeline set (autovacuum_vacuum_insert_scale_factor = 0.02);
alter table orders set (autovacuum_vacuum_insert_scale_factor = 0.02);
alter table consent_state set (autovacuum_vacuum_insert_scale_factor = 0.02);
-- Whose each visitor was when, as before. Each period is worked out from the links of its own visitor: with window functions a
-- join made those of all visitors first, 5 s at 1,000,000 links.
create or replace view visitor_periods as
select l.tenant_id, l.visitor_id, coalesce(c.merged_into, c.id) as contact_id,
  case when exists (
    select from visitor_links b where b.visitor_id = l.visitor_id and (b.since, b.seq) < (l.since, l.seq)
  ) then l.since else '-infinity' end as since,
  coalesce((
    select n.since from visitor_links n where n.visitor_id = l.visitor_id and (n.since, n.seq) > (l.since, l.seq)
    order by n.since, n.seq limit 1
  ), 'infinity') as until
from visitor_links l join contacts c on c.id = l.contact_id
where l.undone_at is null;
-- Events of a rare type, and those of a small shop beside a large one. Equal keys share their entries, so an event pays
-- 1.1 us and 107 bytes of WAL more than its 24 us and 913 bytes; with `seq` in it 2.0 us and 181 bytes.
create index events_by_type on events (tenant_id, type);
create index events_of_bots on events (tenant_id, seq) where context -> 'bot' = 'true'::jsonb;
