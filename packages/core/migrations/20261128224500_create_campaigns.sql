-- A one-off send. `definition` is the draft until the launch, and what is sent from then on.
create table campaigns (
  id text primary key,
  tenant_id text not null references tenants (id),
  name text not null,
  description text not null,
  status text not null check (status in ('draft', 'scheduled', 'sending', 'paused', 'sent', 'archived')),
  definition jsonb not null,
  version integer not null default 1,
  -- Who changed it last, and who approved which version.
  edited_by text not null,
  approved_by text,
  approved_version integer,
  created_at timestamptz not null,
  updated_at timestamptz not null,
  -- When the recipients of a scheduled campaign are fixed and sending begins.
  starts_at timestamptz,
  launched_at timestamptz,
  finished_at timestamptz,
  stopped_at timestamptz,
  pause_reason text check (pause_reason in ('by_user', 'overdue', 'cannot_start', 'bounce_rate', 'complaint_rate')),
  -- Set when a user resumes what a rate has paused.
  ignores_brake boolean not null default false,
  recipients integer not null default 0,
  experiment_id text,
  -- What each variation changes of its message, by the key of the variation.
  overrides jsonb not null default '{}',
  -- The remainder of a test, phase 1, waits until there is a winner.
  open_phase smallint not null default 0,
  winner text,
  -- Up to where the ledger has become deliveries.
  sent_phase smallint not null default 0,
  sent_due_at timestamptz,
  sent_no integer not null default 0,
  -- How many have become deliveries on this day of the warm-up.
  warm_day text,
  warm_count integer not null default 0
);
create index campaigns_of_tenant on campaigns (tenant_id, id);
create index campaigns_in_progress on campaigns (status, starts_at) where status in ('scheduled', 'sending');

-- The ledger: everyone a campaign is for, fixed at its launch. Rows do not change as they are sent: the delivery has the
-- business key `campaign:<id>:<no>`. Without a delivery and without `skipped`, a recipient waits.
create table campaign_recipients (
  tenant_id text not null references tenants (id),
  campaign_id text not null references campaigns (id),
  no integer not null,
  contact_id text not null,
  phase smallint not null,
  due_at timestamptz not null,
  skipped text,
  primary key (campaign_id, no)
);
create unique index campaign_recipients_once on campaign_recipients (contact_id, campaign_id);
create index campaign_recipients_in_order on campaign_recipients (campaign_id, phase, due_at, no);
create index campaign_recipients_skipped on campaign_recipients (campaign_id, skipped) where skipped is not null;

-- Who got a campaign, and what of it is not settled yet.
create index deliveries_of_campaigns on deliveries ((origin ->> 'campaignId'), contact_id) where origin ? 'campaignId';
create index deliveries_open_of_campaigns on deliveries ((origin ->> 'campaignId'), waits_until)
  where origin ? 'campaignId' and status in ('due', 'dispatching');

alter table tenants add column campaigns_need_approval boolean not null default false;
