-- Flows: what happens to contacts after an event. `draft` is what is being edited; runs follow a published version.
create table flows (
  id text primary key,
  tenant_id text not null,
  -- The flow of the library that it was made from.
  key text,
  name text not null,
  description text not null,
  status text not null default 'draft',
  draft jsonb not null,
  -- Grows with each change: a change of an older version is refused.
  version integer not null default 1,
  published_version integer,
  created_at timestamptz not null,
  updated_at timestamptz not null,
  live_since timestamptz,
  -- Until when contacts have entered whose time has come, for triggers by time.
  checked_until timestamptz
);
create index flows_by_tenant on flows (tenant_id, id);
create unique index flows_by_key on flows (tenant_id, key) where key is not null;
create index flows_live on flows (tenant_id) where status = 'live';

create table flow_versions (
  tenant_id text not null,
  flow_id text not null references flows (id),
  version integer not null,
  definition jsonb not null,
  -- The types of events that start, move or end its runs.
  event_types jsonb not null,
  published_at timestamptz not null,
  primary key (flow_id, version)
);
create index flow_versions_by_tenant on flow_versions (tenant_id);

-- One passage of a contact through a flow.
create table flow_runs (
  id text primary key,
  tenant_id text not null,
  flow_id text not null references flows (id),
  version integer not null,
  contact_id text not null,
  -- The value of the property that the re-entry rule names; empty if it names none.
  entry_key text not null default '',
  status text not null default 'active',
  -- Where it stands, and when it goes on. Null once it has ended.
  step_id text,
  due_at timestamptz,
  -- The wait of the step has begun.
  is_waiting boolean not null default false,
  -- The end of the last wait, and the event that ended it: a wait for an event counts the events after it.
  since timestamptz not null,
  since_seq bigint,
  -- The flow is paused.
  is_paused boolean not null default false,
  trigger jsonb not null,
  -- How many steps it has taken.
  taken integer not null default 0,
  attempts integer not null default 0,
  entered_at timestamptz not null,
  ended_at timestamptz,
  end_reason text,
  goal_at timestamptz
);
create index flow_runs_due on flow_runs (due_at) where status = 'active' and not is_paused;
create index flow_runs_paused on flow_runs (flow_id) where status = 'active' and is_paused;
create unique index flow_runs_inside on flow_runs (flow_id, contact_id, entry_key) where status = 'active';
create index flow_runs_by_contact on flow_runs (tenant_id, contact_id, id);
create index flow_runs_by_flow on flow_runs (flow_id, status, id);
create index flow_runs_by_step on flow_runs (flow_id, version, step_id) where status = 'active';

-- What a run has done, in its order.
create table flow_run_steps (
  tenant_id text not null,
  run_id text not null,
  no integer not null,
  step_id text not null,
  outcome text not null,
  detail jsonb,
  at timestamptz not null,
  primary key (run_id, no)
);

-- Why a contact did not enter.
create table flow_refusals (
  tenant_id text not null,
  flow_id text not null,
  contact_id text not null,
  reason text not null,
  event_id text,
  refused_at timestamptz not null
);
create index flow_refusals_by_contact on flow_refusals (tenant_id, contact_id, flow_id, refused_at);
create index flow_refusals_by_age on flow_refusals (refused_at);

create index contacts_by_registration on contacts (tenant_id, registered_at) where registered_at is not null;

-- Origins of which nothing is sent, such as a flow that is paused.
create table delivery_holds (
  tenant_id text not null,
  origin_id text not null,
  since timestamptz not null,
  primary key (tenant_id, origin_id)
);
-- Deliveries that a run has created and that are not sent yet.
create index deliveries_of_runs on deliveries ((origin ->> 'runId')) where status = 'due' and origin ? 'runId';
create index deliveries_of_flows on deliveries ((origin ->> 'flowId')) where status = 'due' and origin ? 'flowId';
