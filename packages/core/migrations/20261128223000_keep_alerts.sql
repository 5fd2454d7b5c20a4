-- What is wrong in a shop, from when until when.
create table alerts (
  id text primary key,
  tenant_id text not null references tenants (id),
  rule text not null,
  -- What the rule was broken by, such as a kind of jobs, a consumer or a flow.
  cause text not null,
  text text not null,
  opened_at timestamptz not null,
  -- Null while it is open.
  resolved_at timestamptz,
  -- In the unit of the rule. Null for a rule without a threshold.
  value double precision,
  worst_value double precision,
  -- Since when the value has been low enough to resolve the alert. Null while it is not.
  below_since timestamptz,
  -- When the users were told.
  opened_told_at timestamptz,
  resolved_told_at timestamptz
);

create unique index alerts_open on alerts (tenant_id, rule, cause) where resolved_at is null;
create index alerts_by_state on alerts (tenant_id, (resolved_at is null) desc, id desc);
create index alerts_untold on alerts (tenant_id)
  where opened_told_at is null or (resolved_at is not null and resolved_told_at is null);
create index alerts_resolved on alerts (resolved_at) where resolved_at is not null;

-- What a shop has changed about the rules. A rule without a row has its defaults.
create table alert_rules (
  tenant_id text not null references tenants (id),
  rule text not null,
  -- Null: the default.
  threshold double precision,
  is_muted boolean not null,
  updated_at timestamptz not null,
  primary key (tenant_id, rule)
);

-- When the rules of a shop were last evaluated, and its users last told.
create table alert_clocks (
  tenant_id text primary key references tenants (id),
  evaluated_at timestamptz not null,
  told_at timestamptz
);

-- Answers of the API that took more than a second, by the minute in which they were given.
create table slow_answers (
  tenant_id text not null references tenants (id),
  route text not null,
  minute timestamptz not null,
  requests integer not null,
  slowest_ms integer not null,
  primary key (tenant_id, route, minute)
);

create index slow_answers_by_minute on slow_answers (minute);

alter table tenants add column alert_webhook_url text;

-- Entries are appended in the order of their time, which the record has in ISO 8601.
create index consent_ledger_by_time on consent_ledger (tenant_id, (record ->> 'recordedAt'));
