import { type ApiKey, type MadeApiKey, type NewApiKey, type Permission, scopes } from '@beckon/contract';
import { and, desc, eq, isNull, sql, withBuilder } from '../db/index.ts';
import { DomainError, encodeBase32, type Id, sha256 } from '../lib/index.ts';
import type { AnyContext } from '../ports/index.ts';
import type { Caller } from './caller.ts';
import { apiKeys } from './tables.ts';

const columns = {
  id: apiKeys.id,
  name: apiKeys.name,
  lastFour: apiKeys.lastFour,
  scopes: apiKeys.scopes,
  createdAt: apiKeys.createdAt,
  expiresAt: apiKeys.expiresAt,
  revokedAt: apiKeys.revokedAt,
  lastUsedAt: apiKeys.lastUsedAt,
};

type ApiKeyRow = Pick<typeof apiKeys.$inferSelect, keyof typeof columns>;

/** Use is noted this often: seldom enough to cost nothing. */
const noteEvery = '5 minutes';

/** @returns the key with its value, which is returned only this once */
export async function makeApiKey(ctx: AnyContext, tenantId: Id<'ten'>, given: NewApiKey): Promise<MadeApiKey> {
  const value = `ak_${encodeBase32(ctx.random.bytes(16))}`;
  const expiresAt = given.expiresAt ? new Date(given.expiresAt) : null;
  const [row] = await insertKey(ctx, tenantId, { ...given, value, expiresAt });
  return { key: toApiKey(row!), value };
}

function insertKey(
  ctx: AnyContext,
  tenantId: Id<'ten'>,
  { value, scopes, ...key }: { name: string; value: string; scopes: readonly Permission[]; expiresAt: Date | null },
): Promise<ApiKeyRow[]> {
  const row = {
    ...key,
    id: ctx.ids.newId('apk'),
    tenantId,
    hash: sha256(value),
    lastFour: value.slice(-4),
    scopes: [...new Set(scopes)],
    createdAt: ctx.clock.now(),
  };
  return withBuilder(ctx.db, (build) =>
    build.insert(apiKeys).values(row).onConflictDoNothing({ target: apiKeys.hash }).returning(columns),
  );
}

/** Stores a key whose value is known already, as the demo shop's is; one that is stored stays as it is. */
export async function saveApiKey(
  ctx: AnyContext,
  tenantId: Id<'ten'>,
  key: { name: string; value: string; scopes: readonly Permission[] },
): Promise<void> {
  await insertKey(ctx, tenantId, { ...key, expiresAt: null });
}

/** The keys of a shop, the newest first; those that were revoked or have expired too. */
export async function listApiKeys(ctx: AnyContext, tenantId: Id<'ten'>): Promise<ApiKey[]> {
  const rows = await withBuilder(ctx.db, (build) =>
    build
      .select(columns)
      .from(apiKeys)
      .where(eq(apiKeys.tenantId, tenantId))
      .orderBy(desc(apiKeys.createdAt), desc(apiKeys.id)),
  );
  return rows.map(toApiKey);
}

/** Ends a key at once. @throws DomainError `not_found` when it is not there or has ended already */
export async function revokeApiKey(ctx: AnyContext, tenantId: Id<'ten'>, id: Id<'apk'>): Promise<ApiKey> {
  const [row] = await withBuilder(ctx.db, (build) =>
    build
      .update(apiKeys)
      .set({ revokedAt: ctx.clock.now() })
      .where(and(eq(apiKeys.tenantId, tenantId), eq(apiKeys.id, id), isNull(apiKeys.revokedAt)))
      .returning(columns),
  );
  if (!row) throw new DomainError('not_found', 'there is no API key with this id');
  return toApiKey(row);
}

/** The caller with this key, or null. The key is looked up by its hash, so the duration reveals nothing about it. */
export async function findCallerByApiKey(ctx: AnyContext, value: string): Promise<Caller | null> {
  const now = ctx.clock.now();
  const [row] = await ctx.db.query<Pick<typeof apiKeys.$inferSelect, 'id' | 'tenantId' | 'name' | 'scopes'>>(sql`
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
