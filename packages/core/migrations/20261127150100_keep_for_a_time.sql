-- For how many days a shop keeps what grows; null for ever. See docs/decisions/0053-retention.md.
alter table tenants
  add column keep_jobs_days integer default 30 check (keep_jobs_days > 0),
  add column keep_quarantine_days integer default 90 check (keep_quarantine_days > 0),
  add column keep_visitors_days integer default 30 check (keep_visitors_days > 0),
  add column keep_unconfirmed_days integer default 90 check (keep_unconfirmed_days > 0),
  add column keep_events_days integer default 791 check (keep_events_days > 0),
  add column keep_deliveries_days integer default 791 check (keep_deliveries_days > 0),
  add column keep_variables_days integer default 90 check (keep_variables_days > 0);
-- How far the removal of each kind has come in each shop.
create table retention_runs (
  tenant_id text not null,
  kind text not null,
  -- The last key that was looked at; null at the beginning.
  place text,
  is_under_way boolean not null default false,
  -- When it last came to its end.
  finished_at timestamptz,
  next_at timestamptz not null,
  removed_last_run bigint not null default 0,
  removed_ever bigint not null default 0,
  primary key (tenant_id, kind)
);
create index quarantine_closed on quarantine (tenant_id, resolved_at) where resolved_at is not null;
-- What the consumers had counted of events that are no longer in the log: a projection that is built anew begins with it.
create table retired_source_activity (like source_activity including all);
create table retired_source_schemas (like source_schemas including all);
create table retired_widget_uses (like widget_uses including all);
