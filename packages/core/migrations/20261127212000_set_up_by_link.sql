-- One-time links to set up the first shop of an installation, by SHA-256. They end when there is a tenant.
create table set_up_links (
  token_hash bytea primary key,
  created_at timestamptz not null,
  expires_at timestamptz not null
);
