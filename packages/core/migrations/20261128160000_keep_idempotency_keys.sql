-- Calls of the API that came with an Idempotency-Key, for 24 hours.
create table idempotency_keys (
  tenant_id text not null references tenants (id),
  -- Keyed hash of caller, method, path and key: neither keys nor ids in paths are stored.
  digest bytea not null,
  -- Keyed hash of query and body.
  fingerprint bytea not null,
  -- Counts the executions. Only the last one may store its answer.
  fence integer not null,
  -- Until when the call counts as being executed, by the database's clock.
  leased_until timestamptz not null,
  -- Null while it is being executed.
  status smallint,
  -- The body of the answer, encrypted. Null as well when it was too large, or named a person who was erased.
  answer bytea,
  created_at timestamptz not null,
  expires_at timestamptz not null,
  primary key (tenant_id, digest)
);

create index idempotency_keys_by_expiry on idempotency_keys (expires_at);
