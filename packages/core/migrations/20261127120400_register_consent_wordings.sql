-- The texts that a shop shows beside its forms, by version: registered by the shop, and never changed. A form says which
-- text it showed; one that is not among these is kept as what the form claimed.
create table consent_wordings (
  tenant_id text not null,
  version text not null,
  -- A version has one text for each language.
  digest bytea not null,
  text text not null,
  registered_at timestamptz not null,
  primary key (tenant_id, version, digest)
);
