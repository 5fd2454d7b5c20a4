-- Keys of a shop, for its own servers and scripts: what each may do is said by its scopes.
create table api_keys (
  id text primary key,
  tenant_id text not null references tenants (id),
  name text not null,
  -- SHA-256 of the key; the key itself is shown once and not stored.
  hash bytea not null unique,
  -- What a person knows the key by.
  last_four text not null,
  scopes text[] not null,
  created_at timestamptz not null,
  expires_at timestamptz,
  revoked_at timestamptz,
  last_used_at timestamptz
);
create index api_keys_by_tenant on api_keys (tenant_id);
