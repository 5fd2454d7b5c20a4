-- The keys of a source. Several of a kind live side by side while one takes the other's place.
create table source_keys (
  id text primary key,
  tenant_id text not null references tenants (id),
  source_id text not null references sources (id),
  kind text not null check (kind in ('write', 'secret', 'identity')),
  -- The public write key. Of a secret key there is only the hash; an identity key is derived from the id.
  write_key text unique,
  secret_hash bytea unique,
  -- What a person knows a secret key by; null where only its hash was ever stored.
  last_four text,
  created_at timestamptz not null,
  -- Set when a newer key takes its place.
  expires_at timestamptz,
  revoked_at timestamptz,
  last_used_at timestamptz
);
create index source_keys_by_source on source_keys (source_id);

-- The types of events that a source may send; null for all.
alter table sources add column allowed_types text[];

-- The keys there are. The columns they stood in are not read any more, and go once no older version runs.
insert into source_keys (id, tenant_id, source_id, kind, write_key, last_four, created_at)
select 'key_' || left(encode(sha256(convert_to(id || ' write', 'UTF8')), 'hex'), 26), tenant_id, id, 'write', write_key,
  right(write_key, 4), created_at
from sources where write_key is not null;

insert into source_keys (id, tenant_id, source_id, kind, secret_hash, created_at)
select 'key_' || left(encode(sha256(convert_to(id || ' secret', 'UTF8')), 'hex'), 26), tenant_id, id, 'secret',
  secret_key_hash, created_at
from sources where secret_key_hash is not null;

insert into source_keys (id, tenant_id, source_id, kind, created_at)
select 'key_' || left(encode(sha256(convert_to(id || ' identity', 'UTF8')), 'hex'), 26), tenant_id, id, 'identity',
  created_at
from sources where kind = 'browser';
