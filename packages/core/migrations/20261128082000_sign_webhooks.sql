-- Shops whose webhook secret was replaced. It is derived from its number; the first one has the number 1 and no row.
create table webhook_secrets (
  tenant_id text primary key references tenants (id),
  no integer not null,
  since timestamptz not null
);
