-- A/B tests of what contacts get, with a holdout that gets nothing.
create table experiments (
  id text primary key,
  tenant_id text not null references tenants (id),
  -- The campaign, or the step of a flow, that it belongs to.
  owner jsonb not null,
  metric text not null check (metric in ('opens', 'clicks', 'conversions', 'revenue')),
  -- In their order: the first one goes to the others when the experiment decides nothing.
  variations jsonb not null,
  -- How long after the start the rule decides. Null: only a user does.
  decide_after_seconds integer check (decide_after_seconds > 0),
  -- Orders count that a contact places within so many days of its assignment.
  window_days integer not null default 5 check (window_days between 1 and 90),
  created_at timestamptz not null,
  started_at timestamptz,
  winner text,
  decided_by text check (decided_by in ('rule', 'user')),
  decided_at timestamptz,
  -- The figures at the moment of the decision.
  decided_on jsonb
);
create index experiments_by_tenant on experiments (tenant_id, id);
create index experiments_undecided on experiments (started_at)
  where started_at is not null and decided_at is null and decide_after_seconds is not null;

-- Which contact is in which variation.
create table experiment_assignments (
  tenant_id text not null,
  experiment_id text not null references experiments (id),
  contact_id text not null,
  variation text not null,
  assigned_at timestamptz not null,
  primary key (experiment_id, contact_id)
);
create index experiment_assignments_by_contact on experiment_assignments (tenant_id, contact_id);

-- The deliveries of variations, to count what came of them.
create index deliveries_of_variations on deliveries ((coalesce(origin ->> 'campaignId', origin ->> 'flowId')))
  where origin ->> 'variation' is not null;
