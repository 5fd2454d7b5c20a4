-- Where the links of mails lead. A mail names them by codes that cannot be guessed; the address is never part of a request.
create table link_targets (
  code text primary key,
  tenant_id text not null references tenants (id),
  url_hash bytea not null,
  url text not null,
  -- The only contact whose mails have it, such as a link with their name; null: the mails of several contacts.
  contact_id text,
  used_at timestamptz not null,
  unique (tenant_id, url_hash)
);
create index link_targets_of_contact on link_targets (contact_id) where contact_id is not null;
create index link_targets_by_use on link_targets (tenant_id, used_at);

-- Requests for links and images of mails, until it is decided whether a person or a machine made them. Requests for the
-- same within ten seconds are one row.
create table mail_fetches (
  tenant_id text not null references tenants (id),
  delivery_id text not null,
  -- Empty: the image that tells an open.
  link_code text not null,
  slot bigint not null,
  -- Why a machine made the request, as far as the request itself says it; empty: it does not.
  machine text not null,
  fetched_at timestamptz not null,
  count integer not null,
  primary key (delivery_id, link_code, slot, machine)
);

-- How often the links of a delivery were followed, and its image was loaded (an empty code).
create table mail_engagement (
  tenant_id text not null references tenants (id),
  delivery_id text not null,
  link_code text not null,
  by_people integer not null,
  by_machines integer not null,
  primary key (delivery_id, link_code)
);

-- The first time that a person opened the message, and followed one of its links.
alter table deliveries
  add column opened_at timestamptz,
  add column clicked_at timestamptz;
create index deliveries_opened on deliveries (tenant_id, opened_at) where opened_at is not null;
create index deliveries_clicked on deliveries (tenant_id, clicked_at) where clicked_at is not null;
create trigger deliveries_are_marked_when_opened after update of opened_at, clicked_at on deliveries
  for each row when ((new.opened_at, new.clicked_at) is distinct from (old.opened_at, old.clicked_at))
  execute function mark_contact_of_row('contact_changed');

-- Of opens and clicks: why they count as a machine's; null: a person's.
alter table provider_events add column machine text;

alter table tenants
  add column tracks_opens boolean not null default true,
  add column tracks_clicks boolean not null default true,
  add column adds_utm boolean not null default true,
  add column utm_source text not null default 'beckon';
