import { defaultOverlapSeconds, type KeyKind, type ShownKey, type SourceKey } from '@beckon/contract';
import { sql } from '../db/index.ts';
import { DomainError, deriveIdentityKey, encodeBase32, type Id, sha256 } from '../lib/index.ts';
import type { AnyContext, Context } from '../ports/index.ts';
import { isGood } from './find-source.ts';
import type { sourceKeys, sources } from './tables.ts';

type Owner = { tenantId: Id<'ten'>; sourceId: Id<'src'> };

/** Keys of one kind that may be good at a time; more are a mistake in a script. */
const maxKeys = 5;

/** The kinds of keys that a source of a kind has. */
export const keysOf = {
  browser: ['write', 'identity'],
  server: ['secret'],
} as const satisfies Record<string, readonly KeyKind[]>;

/**
 * Stores a key; one that is stored already stays as it is. An identity key has no value: it is derived from its id.
 * @returns the id of the row
 */
export async function insertKey(
  ctx: AnyContext,
  { tenantId, sourceId }: Owner,
  key: { kind: 'write' | 'secret'; value: string } | { kind: 'identity' },
): Promise<Id<'key'>> {
  const id = ctx.ids.newId('key');
  const value = key.kind === 'identity' ? deriveIdentityKey(ctx.secrets.identity, id) : key.value;
  await ctx.db.query(sql`
    insert into source_keys (id, tenant_id, source_id, kind, write_key, secret_hash, last_four, created_at)
    values (${id}, ${tenantId}, ${sourceId}, ${key.kind}, ${key.kind === 'write' ? value : null},
      ${key.kind === 'secret' ? sha256(value) : null}, ${value.slice(-4)}, ${ctx.clock.now()})
    on conflict do nothing`);
  return id;
}

/** Creates a key of a kind; its text is returned only this once. */
export async function makeKey(ctx: AnyContext, owner: Owner, kind: KeyKind): Promise<{ id: Id<'key'>; value: string }> {
  if (kind === 'identity') {
    const id = await insertKey(ctx, owner, { kind });
    return { id, value: deriveIdentityKey(ctx.secrets.identity, id) };
  }
  const value = `${kind === 'write' ? 'pk' : 'sk'}_${encodeBase32(ctx.random.bytes(16))}`;
  return { id: await insertKey(ctx, owner, { kind, value }), value };
}

/**
 * Creates a new key. Earlier keys stay valid for an overlap, so that both work while the shop installs the new one.
 * @throws DomainError `not_found`, `validation_failed`
 */
export async function rotateKey(
  ctx: Context,
  tenantId: Id<'ten'>,
  sourceId: Id<'src'>,
  request: { kind: KeyKind; overlapSeconds?: number | undefined },
): Promise<RevealedKey> {
  return ctx.db.transaction(async (tx) => {
    const inside = { ...ctx, db: tx };
    const now = ctx.clock.now();
    const [source] = await tx.query<Pick<typeof sources.$inferSelect, 'kind'>>(sql`
      select kind from sources where tenant_id = ${tenantId} and id = ${sourceId} and revoked_at is null for update`);
    if (!source) throw new DomainError('not_found', 'there is no source with this id');
    const kinds: readonly KeyKind[] = keysOf[source.kind as keyof typeof keysOf] ?? [];
    if (!kinds.includes(request.kind)) {
      const has = kinds.length === 0 ? 'has no keys' : `has ${kinds.join(' and ')} keys`;
      throw new DomainError('validation_failed', `a ${source.kind} source ${has}`, {
        errors: [{ path: 'kind', message: `one of: ${kinds.join(', ') || 'none'}` }],
      });
    }
    const until = new Date(now.getTime() + (request.overlapSeconds ?? defaultOverlapSeconds) * 1_000);
    const before = await tx.query(sql`
      update source_keys k set expires_at = least(k.expires_at, ${until}::timestamptz)
      where k.source_id = ${sourceId} and k.kind = ${request.kind} and ${isGood('k', now)} returning k.id`);
    if (before.length >= maxKeys && until > now) {
      throw new DomainError('validation_failed', `${before.length} ${request.kind} keys are already valid: revoke one`);
    }
    const made = await makeKey(inside, { tenantId, sourceId }, request.kind);
    return { ...(await readKey(inside, tenantId, sourceId, made.id))!, value: made.value };
  });
}

/**
 * One key that is good today; its text, where it can be told.
 * @throws DomainError `not_found`
 */
export async function showKey(
  ctx: AnyContext,
  tenantId: Id<'ten'>,
  sourceId: Id<'src'>,
  keyId: Id<'key'>,
): Promise<RevealedKey> {
  const shown = await readKey(ctx, tenantId, sourceId, keyId);
  if (!shown) throw new DomainError('not_found', 'this source has no valid key with this id');
  return shown;
}

async function readKey(
  ctx: AnyContext,
  tenantId: Id<'ten'>,
  sourceId: Id<'src'>,
  keyId: Id<'key'>,
): Promise<RevealedKey | null> {
  const [row] = await ctx.db.query<KeyRow & Pick<typeof sourceKeys.$inferSelect, 'writeKey'>>(sql`
    select ${keyColumns}, k.write_key as "writeKey" from source_keys k
    where k.tenant_id = ${tenantId} and k.source_id = ${sourceId} and k.id = ${keyId} and ${isGood('k', ctx.clock.now())}`);
  if (!row) return null;
  const value = row.kind === 'identity' ? deriveIdentityKey(ctx.secrets.identity, row.id) : row.writeKey;
  return { key: toKey(ctx, row), value };
}

/** A key of ours: its id is known to be one. */
export type ListedKey = SourceKey & { id: Id<'key'> };

/** One with its text, where it can be told. */
type RevealedKey = ShownKey & { key: ListedKey };

/** The keys of a tenant's sources that are good today, newest first. */
export async function listKeys(ctx: AnyContext, tenantId: Id<'ten'>): Promise<Map<Id<'src'>, ListedKey[]>> {
  const rows = await ctx.db.query<KeyRow & Pick<typeof sourceKeys.$inferSelect, 'sourceId'>>(sql`
    select ${keyColumns}, k.source_id as "sourceId" from source_keys k
    where k.tenant_id = ${tenantId} and ${isGood('k', ctx.clock.now())}
    order by k.kind desc, k.created_at desc, k.id desc`);
  const bySource = Map.groupBy(rows, (row) => row.sourceId);
  return new Map([...bySource].map(([sourceId, keys]) => [sourceId, keys.map((row) => toKey(ctx, row))]));
}

/** Ends a key at once. @throws DomainError `not_found` */
export async function revokeKey(
  ctx: AnyContext,
  tenantId: Id<'ten'>,
  sourceId: Id<'src'>,
  keyId: Id<'key'>,
): Promise<void> {
  const now = ctx.clock.now();
  const revoked = await ctx.db.query(sql`
    update source_keys k set revoked_at = ${now}
    where k.tenant_id = ${tenantId} and k.source_id = ${sourceId} and k.id = ${keyId} and ${isGood('k', now)}
    returning k.id`);
  if (revoked.length === 0) {
    throw new DomainError('not_found', 'this source has no valid key with this id');
  }
}

type KeyRow = Pick<
  typeof sourceKeys.$inferSelect,
  'id' | 'kind' | 'lastFour' | 'createdAt' | 'expiresAt' | 'lastUsedAt'
>;

const keyColumns = sql.trusted(`k.id, k.kind, k.last_four as "lastFour", k.created_at as "createdAt",
  k.expires_at as "expiresAt", k.last_used_at as "lastUsedAt"`);

function toKey(ctx: AnyContext, row: KeyRow): ListedKey {
  const identity = row.kind === 'identity' ? deriveIdentityKey(ctx.secrets.identity, row.id).slice(-4) : null;
  return {
    id: row.id,
    kind: row.kind,
    // An identity key depends on the secret of the installation, which may have been replaced.
    lastFour: identity ?? row.lastFour,
    createdAt: row.createdAt.toISOString(),
    expiresAt: row.expiresAt?.toISOString() ?? null,
    lastUsedAt: row.lastUsedAt?.toISOString() ?? null,
  };
}
