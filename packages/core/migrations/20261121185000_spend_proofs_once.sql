-- Form tokens and answers to challenges that were used: of each only a digest, and a keyed hash of the submission it
-- was used for. A row is swept when what it names would be too old anyway.
create table spent_proofs (
  tenant_id text not null references tenants (id),
  digest bytea not null,
  submission bytea not null,
  expires_at timestamptz not null,
  primary key (tenant_id, digest)
);
create index spent_proofs_by_end on spent_proofs (expires_at);
