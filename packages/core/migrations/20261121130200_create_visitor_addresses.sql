-- From which networks a visitor came: /24 or /48, apart from the log, which is never changed, and deleted after 30 days.
create table visitor_addresses (
  tenant_id text not null,
  anonymous_id text not null,
  day date not null,
  ip_prefix text not null,
  expires_at timestamptz not null,
  primary key (tenant_id, anonymous_id, day, ip_prefix)
);
create index visitor_addresses_by_expiry on visitor_addresses (expires_at);

-- Visitors that sent an event marked as a bot's: kept by the consumer `sources`, left out of the count of visitors.
create table bot_visitors (
  tenant_id text not null,
  anonymous_id text not null,
  events bigint not null,
  primary key (tenant_id, anonymous_id)
);

alter table source_schemas add column bot_events bigint not null default 0;
