-- Keys by which the mails of a shop are signed (DKIM). The private key is sealed. A replaced key stays until the record of
-- the next one is in DNS.
create table dkim_keys (
  tenant_id text not null references tenants (id),
  domain text not null,
  no integer not null,
  selector text not null,
  public_key text not null,
  private_key bytea not null,
  created_at timestamptz not null,
  -- Since when the last check has found its record, as it has to be.
  published_at timestamptz,
  primary key (tenant_id, domain, no)
);

-- What the last check of a sender domain has found.
create table sender_domain_checks (
  tenant_id text primary key references tenants (id),
  domain text not null,
  findings jsonb not null,
  checked_at timestamptz not null
);
