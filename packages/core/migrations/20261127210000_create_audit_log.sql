-- Who changed what in a shop: one entry per change that a user, an API key or a command makes. Append-only.
create table audit_entries (
  id text primary key,
  tenant_id text not null references tenants (id),
  actor_kind text not null check (actor_kind in ('user', 'api_key', 'source', 'command')),
  -- Null for a command.
  actor_id text,
  -- As it was called then: users are removed, keys are revoked.
  actor_name text not null,
  action text not null,
  target_kind text not null,
  target_id text,
  summary text not null,
  -- The fields that the change touched. Never a secret, and of a contact nothing but ids.
  before jsonb,
  after jsonb,
  occurred_at timestamptz not null
);
create index audit_entries_by_tenant on audit_entries (tenant_id, id);

create trigger audit_entries_are_append_only before update or delete on audit_entries
  for each row execute function refuse_change();
create trigger audit_entries_are_not_truncated before truncate on audit_entries
  for each statement execute function refuse_change();
