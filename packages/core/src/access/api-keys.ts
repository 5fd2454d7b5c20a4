import { type ApiKey, type MadeApiKey, type NewApiKey, type Permission, scopes } from '@beckon/contract';
import { sql } from '../db/index.ts';
import { DomainError, encodeBase32, type Id, sha256 } from '../lib/index.ts';
import type { AnyContext, Statement } from '../ports/index.ts';
import type { Caller } from './caller.ts';

type ApiKeyRow = {
  id: string;
  name: string;
  lastFour: string;
  scopes: Permission[];
  createdAt: Date;
  expiresAt: Date | null;
  revokedAt: Date | null;
  lastUsedAt: Date | null;
};

const columns = sql`id, name, last_four as "lastFour", to_jsonb(scopes) as scopes, created_at as "createdAt",
  expires_at as "expiresAt", revoked_at as "revokedAt", last_used_at as "lastUsedAt"`;

/** Use is noted this often: seldom enough to cost nothing. */
const noteEvery = '5 minutes';

/** @returns the key with its value, which is told this once */
export async function makeApiKey(ctx: AnyContext, tenantId: string, given: NewApiKey): Promise<MadeApiKey> {
  const value = `ak_${encodeBase32(ctx.random.bytes(16))}`;
  const expiresAt = given.expiresAt ? new Date(given.expiresAt) : null;
  const [row] = await ctx.db.query<ApiKeyRow>(insertKey(ctx, tenantId, { ...given, value, expiresAt }));
  return { key: toApiKey(row!), value };
}

function insertKey(
  ctx: AnyContext,
  tenantId: string,
  key: { name: string; value: string; scopes: readonly Permission[]; expiresAt: Date | null },
): Statement {
  return sql`
    insert into api_keys (id, tenant_id, name, hash, last_four, scopes, created_at, expires_at)
    values (${ctx.ids.newId('apk')}, ${tenantId}, ${key.name}, ${sha256(key.value)}, ${key.value.slice(-4)},
      array(select jsonb_array_elements_text(${JSON.stringify([...new Set(key.scopes)])}::text::jsonb)),
      ${ctx.clock.now()}, ${key.expiresAt})
    on conflict (hash) do nothing returning ${columns}`;
}

/** Stores a key whose value is known already, as the demo shop's is; one that is stored stays as it is. */
export async function saveApiKey(
  ctx: AnyContext,
  tenantId: string,
  key: { name: string; value: string; scopes: readonly Permission[] },
): Promise<void> {
  await ctx.db.query(insertKey(ctx, tenantId, { ...key, expiresAt: null }));
}

/** The keys of a shop, the newest first; those that were revoked or have expired too. */
export async function listApiKeys(ctx: AnyContext, tenantId: string): Promise<ApiKey[]> {
  const rows = await ctx.db.query<ApiKeyRow>(sql`
    select ${columns} from api_keys where tenant_id = ${tenantId} order by created_at desc, id desc`);
  return rows.map(toApiKey);
}

/** Ends a key at once. @throws DomainError `not_found` when it is not there or has ended already */
export async function revokeApiKey(ctx: AnyContext, tenantId: Id<'ten'>, id: Id<'apk'>): Promise<ApiKey> {
  const [row] = await ctx.db.query<ApiKeyRow>(sql`
    update api_keys set revoked_at = ${ctx.clock.now()}
    where tenant_id = ${tenantId} and id = ${id} and revoked_at is null returning ${columns}`);
  if (!row) throw new DomainError('not_found', 'there is no API key with this id');
  return toApiKey(row);
}

/** Who calls with this key, or null. Looked up by its hash: the time it takes tells nothing about the key. */
export async function findCallerByApiKey(ctx: AnyContext, value: string): Promise<Caller | null> {
  const now = ctx.clock.now();
  const [row] = await ctx.db.query<{ id: string; tenantId: Id<'ten'>; name: string; scopes: Permission[] }>(sql`
    with found as (
      select id, tenant_id as "tenantId", name, to_jsonb(scopes) as scopes from api_keys
      where hash = ${sha256(value)} and revoked_at is null and (expires_at is null or expires_at > ${now})
    ), noted as (
      update api_keys k set last_used_at = ${now} from found
      where k.id = found.id
        and (k.last_used_at is null or k.last_used_at < ${now}::timestamptz - ${sql.trusted(`interval '${noteEvery}'`)})
    )
    select * from found`);
  if (!row) return null;
  return {
    tenantId: row.tenantId,
    actor: { kind: 'api_key', id: row.id, name: row.name },
    // A scope that no longer exists gives nothing.
    permissions: new Set(row.scopes.filter((scope) => scopes.includes(scope))),
  };
}

function toApiKey({ createdAt, expiresAt, revokedAt, lastUsedAt, ...row }: ApiKeyRow): ApiKey {
  return {
    ...row,
    createdAt: createdAt.toISOString(),
    expiresAt: expiresAt?.toISOString() ?? null,
    revokedAt: revokedAt?.toISOString() ?? null,
    lastUsedAt: lastUsedAt?.toISOString() ?? null,
  };
}
