-- What a browser gave us to reach it. A row is there as long as its contact wants push and the browser has it.
create table push_subscriptions (
  id text primary key,
  tenant_id text not null,
  contact_id text not null,
  endpoint text not null,
  p256dh text not null,
  auth text not null,
  -- The text that was agreed to when it came.
  wording_version text not null,
  language text,
  -- Device, browser and system, of the user agent that is not kept.
  client jsonb not null,
  created_at timestamptz not null,
  -- When the browser last said that it still has it.
  seen_at timestamptz not null,
  last_ok_at timestamptz,
  failures integer not null default 0
) with (fillfactor = 80);
create unique index push_subscriptions_once on push_subscriptions (tenant_id, endpoint);
create index push_subscriptions_by_contact on push_subscriptions (tenant_id, contact_id, created_at);

-- What became of a delivery at each subscription: one that is tried again goes only where it has not been yet.
create table push_outcomes (
  tenant_id text not null,
  delivery_id text not null,
  subscription_id text not null,
  outcome text not null check (outcome in ('sent', 'failed', 'uncertain', 'gone')),
  reason text,
  recorded_at timestamptz not null,
  primary key (delivery_id, subscription_id)
);
