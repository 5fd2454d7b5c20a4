-- Addresses that a contact has left. Trusted events that name one still mean who left it, until somebody else has it; and an
-- erasure has to find them in the log.
create table former_addresses (
  tenant_id text not null,
  email text not null,
  contact_id text not null,
  left_at timestamptz not null,
  primary key (tenant_id, email, contact_id)
);
create index former_addresses_by_contact on former_addresses (contact_id);
