-- What a variation changes of a message without a second message. Rows never change.
create table message_overrides (
  id text primary key,
  tenant_id text not null references tenants (id),
  -- By language; in others the message keeps its own.
  subjects jsonb not null,
  preheaders jsonb not null,
  sender_name text,
  created_at timestamptz not null
);

alter table deliveries add column override_id text references message_overrides (id);
