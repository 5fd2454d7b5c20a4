-- Jobs that are over leave the table that claims read: done ones go to `finished_jobs`. A key holds beyond its job, so it has a
-- table of its own. See docs/decisions/0064-the-queue-takes-turns.md.
alter table jobs rename to jobs_before;
alter index jobs_pkey rename to jobs_before_pkey;
drop index jobs_once;
drop index jobs_ready;
drop index jobs_running;
drop index jobs_dead;
drop index jobs_done_of_tenant;
create table jobs (
  id text primary key,
  tenant_id text not null,
  kind text not null,
  payload jsonb not null,
  unique_key text,
  -- 0: a person waits for it; 1: normal; 2: bulk.
  priority smallint not null,
  -- Rate and number at once are limited together with the tenant's other jobs of this key.
  limit_key text,
  -- waiting: for its time. held: for its limit. ready: for a worker.
  status text not null check (status in ('waiting', 'held', 'ready', 'running', 'dead')),
  run_at timestamptz not null,
  -- The order among ready jobs of one priority.
  turn bigint check ((turn is not null) = (status = 'ready')),
  attempts integer not null default 0,
  -- How often its worker died on it.
  deaths integer not null default 0,
  fence bigint not null default 0,
  lease_until timestamptz check ((lease_until is not null) = (status = 'running')),
  last_error text,
  created_at timestamptz not null,
  died_at timestamptz check ((died_at is not null) = (status = 'dead'))
) with (autovacuum_vacuum_scale_factor = 0.02, autovacuum_analyze_scale_factor = 0.02, vacuum_truncate = false);
create index jobs_ready on jobs (priority, turn, id) where status = 'ready';
create index jobs_lanes on jobs (tenant_id, kind, priority, turn, id) where status = 'ready';
create index jobs_waiting on jobs (priority, run_at) where status = 'waiting';
create index jobs_waiting_of_tenant on jobs (tenant_id, run_at) where status = 'waiting';
create index jobs_held on jobs (tenant_id, limit_key, priority, run_at, id) where status = 'held';
create index jobs_limited on jobs (tenant_id, limit_key, status) where limit_key is not null and status in ('ready', 'running');
create index jobs_running on jobs (lease_until) where status = 'running';
create index jobs_dead on jobs (tenant_id, id desc) where status = 'dead';
-- The same key is enqueued once, for as long as its job is known.
create table job_keys (
  tenant_id text not null,
  kind text not null,
  unique_key text not null,
  job_id text not null,
  primary key (tenant_id, kind, unique_key)
);
create table finished_jobs (
  tenant_id text not null,
  finished_at timestamptz not null,
  id text not null,
  kind text not null,
  unique_key text,
  attempts integer not null,
  created_at timestamptz not null,
  primary key (tenant_id, finished_at, id)
);
create table job_limits (
  tenant_id text not null,
  key text not null,
  max_starts integer check (max_starts >= 0),
  window_ms bigint check (window_ms > 0),
  max_running integer check (max_running >= 0),
  primary key (tenant_id, key),
  check ((max_starts is null) = (window_ms is null))
);
-- When jobs with a limit of their rate began.
create table job_starts (
  tenant_id text not null,
  key text not null,
  started_at timestamptz not null,
  jobs integer not null
);
create index job_starts_of_limit on job_starts (tenant_id, key, started_at);
-- The turn that is being claimed, by priority. A hint: it needs no transaction, so nothing waits for it.
create sequence job_clock_0 as bigint minvalue 0 start 0;
create sequence job_clock_1 as bigint minvalue 0 start 0;
create sequence job_clock_2 as bigint minvalue 0 start 0;
insert into jobs (id, tenant_id, kind, payload, unique_key, priority, status, run_at, attempts, deaths, fence, lease_until,
  last_error, created_at, died_at)
select id, tenant_id, kind, payload, coalesce(unique_key, payload ->> 'erasureId'), 1, case status when 'ready' then 'waiting' else status end,
  run_at, attempts, deaths, fence,
  case status when 'running' then coalesce(lease_until, now()) end, last_error, created_at,
  case status when 'dead' then coalesce(finished_at, created_at) end
from jobs_before where status <> 'done';
insert into finished_jobs (tenant_id, finished_at, id, kind, unique_key, attempts, created_at)
select tenant_id, coalesce(finished_at, created_at), id, kind, unique_key, attempts, created_at from jobs_before where status = 'done';
insert into job_keys (tenant_id, kind, unique_key, job_id)
select tenant_id, kind, unique_key, id from jobs_before where unique_key is not null;
-- An erasure was enqueued without a key; the job that is alive goes before one that is dead.
insert into job_keys (tenant_id, kind, unique_key, job_id)
select tenant_id, kind, unique_key, id from jobs where kind = 'erasure.run' and unique_key is not null order by status = 'dead', id
on conflict do nothing;
drop table jobs_before;
-- A statement that is prepared while the queue is empty would read the whole table for as long as its session lives, since
-- reading a page or two is cheaper than an index. So the table never becomes that small.
insert into jobs (id, tenant_id, kind, payload, priority, status, run_at, created_at)
select 'job_' || n, '', '', jsonb_build_object('filler', repeat('x', 500)), 2, 'waiting', 'infinity', 'infinity' from generate_series(1, 500) n;
delete from jobs where tenant_id = '';
