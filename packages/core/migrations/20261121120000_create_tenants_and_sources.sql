-- One shop or brand. Every other table carries its id.
create table tenants (
  id text primary key,
  name text not null,
  site_url text not null,
  currency text not null,
  timezone text not null,
  sender_name text not null,
  sender_address text not null,
  -- Printed under every marketing mail; without it none is sent.
  postal_address text not null,
  -- Most marketing messages to one contact in any seven days.
  weekly_cap integer not null default 3,
  quiet_from time not null default '20:00',
  quiet_until time not null default '09:00',
  created_at timestamptz not null
);

-- A site or server that sends events. The write key is public, of the secret key only the hash is kept.
create table sources (
  id text primary key,
  tenant_id text not null references tenants (id),
  name text not null,
  kind text not null check (kind in ('browser', 'server', 'import', 'beckon')),
  write_key text unique,
  secret_key_hash bytea unique,
  allowed_origins text[] not null default '{}',
  created_at timestamptz not null,
  revoked_at timestamptz
);
create index sources_by_tenant on sources (tenant_id);

-- What each source has sent, counted by the consumer of the log.
create table source_activity (
  tenant_id text not null,
  source_id text primary key,
  events bigint not null,
  last_seen_at timestamptz not null
);
