-- What campaigns cost, recorded by hand.
create table campaign_costs (
  id text primary key,
  tenant_id text not null,
  campaign_id text not null,
  amount bigint not null check (amount > 0),
  currency text not null,
  category text not null check (category in ('email', 'sms', 'ads', 'other')),
  day date not null,
  note text not null default '',
  recorded_at timestamptz not null
);
create index campaign_costs_newest on campaign_costs (tenant_id, id desc);
create index campaign_costs_by_campaign on campaign_costs (tenant_id, campaign_id);
