-- The root secrets this installation has had, by a fingerprint that tells nothing of them. Another one is refused.
create table root_secrets (
  position integer primary key,
  fingerprint bytea not null unique,
  since timestamptz not null
);

-- Keys that must outlive a root secret: what was hashed or signed with them cannot be made anew. Sealed with a key that is
-- derived from the newest root secret (AES-256-GCM).
create table kept_keys (
  name text primary key,
  sealed_by integer not null references root_secrets (position),
  sealed bytea not null
);
