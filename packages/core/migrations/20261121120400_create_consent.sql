-- The consent ledger: append-only, hash-chained per tenant. `record` is the truth, the columns are read from it.
create table consent_ledger (
  tenant_id text not null,
  position bigint not null,
  record jsonb not null,
  hash bytea not null,
  contact_id text not null generated always as (record ->> 'contact') stored,
  type text not null generated always as (record ->> 'type') stored,
  action text not null generated always as (record ->> 'action') stored,
  primary key (tenant_id, position)
);
create index consent_ledger_by_contact on consent_ledger (tenant_id, contact_id, position);

create trigger consent_ledger_is_append_only before update or delete on consent_ledger
  for each row execute function refuse_change();
create trigger consent_ledger_is_not_truncated before truncate on consent_ledger
  for each statement execute function refuse_change();

-- The end of each chain. Its row lock puts the entries of a tenant in one order.
create table consent_heads (
  tenant_id text primary key,
  position bigint not null,
  hash bytea not null
);

-- Evidence that can name a person; the ledger holds its digest, so it can be erased without breaking the chain.
create table consent_evidence (
  id text primary key,
  tenant_id text not null,
  contact_id text not null,
  evidence jsonb not null,
  recorded_at timestamptz not null
);
create index consent_evidence_by_contact on consent_evidence (tenant_id, contact_id);

-- The fold over the ledger, written in the same transaction as each entry.
create table consent_state (
  tenant_id text not null,
  contact_id text not null,
  type text not null,
  state text not null check (state in ('requested', 'granted', 'revoked')),
  position bigint not null,
  since timestamptz not null,
  primary key (tenant_id, contact_id, type)
);

-- A hard stop for an address in a channel; beats consent. Holds a keyed hash, so it outlives an erasure.
create table suppressions (
  tenant_id text not null,
  channel text not null check (channel in ('email', 'sms', 'push')),
  address_hash bytea not null,
  reason text not null,
  suppressed_at timestamptz not null,
  primary key (tenant_id, channel, address_hash)
);

-- A sign-up that waits for its confirmation.
create table sign_ups (
  id text primary key,
  tenant_id text not null,
  contact_id text not null,
  source_id text not null,
  submission_id text,
  anonymous_id text,
  first_name text,
  language text,
  wording_version text not null,
  evidence jsonb not null,
  status text not null default 'pending' check (status in ('pending', 'confirmed')),
  requested_at timestamptz not null,
  confirmed_at timestamptz
);
create index sign_ups_by_contact on sign_ups (tenant_id, contact_id, requested_at desc);
create unique index sign_ups_once on sign_ups (tenant_id, submission_id) where submission_id is not null;
