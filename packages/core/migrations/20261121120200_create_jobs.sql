-- Outbound work. A claim has a lease and a fence; whoever finishes must still hold the fence.
create table jobs (
  id text primary key,
  tenant_id text not null,
  kind text not null,
  payload jsonb not null,
  -- The same key is enqueued once.
  unique_key text,
  status text not null default 'ready' check (status in ('ready', 'running', 'done', 'dead')),
  run_at timestamptz not null,
  attempts integer not null default 0,
  -- How often its worker died on it.
  deaths integer not null default 0,
  fence bigint not null default 0,
  lease_until timestamptz,
  last_error text,
  created_at timestamptz not null,
  finished_at timestamptz
) with (fillfactor = 70);
create unique index jobs_once on jobs (tenant_id, kind, unique_key) where unique_key is not null;
create index jobs_ready on jobs (tenant_id, run_at, id) where status = 'ready';
create index jobs_running on jobs (lease_until) where status = 'running';
create index jobs_dead on jobs (tenant_id, id desc) where status = 'dead';
create index jobs_done on jobs (finished_at) where status = 'done';
