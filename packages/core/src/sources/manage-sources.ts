import type { NewSource, Source, SourceChanges } from '@beckon/contract';
import { sql } from '../db/index.ts';
import { DomainError, type Id } from '../lib/index.ts';
import type { AnyContext, Context, Statement } from '../ports/index.ts';
import { keysOf, type ListedKey, listKeys, makeKey } from './source-keys.ts';
import { textArray } from './sources.ts';
import type { sources } from './tables.ts';

/** A source of ours: its id and those of its keys are known to be such. */
export type ListedSource = Omit<Source, 'id' | 'keys'> & { id: Id<'src'>; keys: ListedKey[] };

type SourceRow = Pick<typeof sources.$inferSelect, 'id' | 'name' | 'allowedOrigins' | 'allowedTypes' | 'createdAt'> &
  Pick<ListedSource, 'kind' | 'writeKey' | 'events' | 'differingRepeats'> & { lastSeenAt: Date | null };

/** The sources of a tenant with their keys and what they have sent, oldest first. Our own is not among them. */
export async function listSources(ctx: AnyContext, tenantId: Id<'ten'>): Promise<ListedSource[]> {
  return readSources(ctx, tenantId, sql``);
}

/** One source, or null. */
export async function readSource(ctx: AnyContext, tenantId: Id<'ten'>, id: string): Promise<ListedSource | null> {
  const [source] = await readSources(ctx, tenantId, sql`and s.id = ${id}`);
  return source ?? null;
}

async function readSources(ctx: AnyContext, tenantId: Id<'ten'>, condition: Statement): Promise<ListedSource[]> {
  const rows = await ctx.db.query<SourceRow>(sql`
    select s.id, s.name, s.kind,
      (select k.write_key from source_keys k
        where k.source_id = s.id and k.kind = 'write' and k.revoked_at is null and k.expires_at is null
        order by k.created_at desc, k.id desc limit 1) as "writeKey",
      to_jsonb(s.allowed_origins) as "allowedOrigins", to_jsonb(s.allowed_types) as "allowedTypes",
      s.created_at as "createdAt", a.last_seen_at as "lastSeenAt", coalesce(a.events, 0)::bigint as events,
      coalesce(d.repeats, 0)::bigint as "differingRepeats"
    from sources s left join source_activity a on a.source_id = s.id left join differing_repeats d on d.source_id = s.id
    where s.tenant_id = ${tenantId} and s.kind <> 'beckon' and s.revoked_at is null ${condition}
    order by s.created_at, s.id`);
  const keys = await listKeys(ctx, tenantId);
  return rows.map((row) => ({
    ...row,
    keys: keys.get(row.id) ?? [],
    createdAt: row.createdAt.toISOString(),
    lastSeenAt: row.lastSeenAt?.toISOString() ?? null,
  }));
}

/**
 * Makes a source with its keys.
 * @returns the source, and of a server source the secret key, which cannot be read again
 * @throws DomainError `validation_failed`
 */
export async function addSource(
  ctx: Context,
  tenantId: Id<'ten'>,
  given: NewSource,
): Promise<{ source: ListedSource; secretKey: string | null }> {
  refuseOrigins(given.kind, given.allowedOrigins);
  return ctx.db.transaction(async (tx) => {
    const inside = { ...ctx, db: tx };
    const id = ctx.ids.newId('src');
    await tx.query(sql`
      insert into sources (id, tenant_id, name, kind, allowed_origins, allowed_types, created_at)
      values (${id}, ${tenantId}, ${given.name}, ${given.kind}, ${textArray(unique(given.allowedOrigins ?? []))},
        ${given.allowedTypes ? textArray(unique(given.allowedTypes)) : null}, ${ctx.clock.now()})`);
    let secretKey: string | null = null;
    for (const kind of keysOf[given.kind]) {
      const { value } = await makeKey(inside, { tenantId, sourceId: id }, kind);
      if (kind === 'secret') secretKey = value;
    }
    return { source: (await readSource(inside, tenantId, id))!, secretKey };
  });
}

/** Changes what is named; the rest stays. @throws DomainError `not_found`, `validation_failed` */
export async function changeSource(
  ctx: Context,
  tenantId: Id<'ten'>,
  id: Id<'src'>,
  changes: SourceChanges,
): Promise<ListedSource> {
  return ctx.db.transaction(async (tx) => {
    const inside = { ...ctx, db: tx };
    const source = await readSource(inside, tenantId, id);
    if (!source) throw new DomainError('not_found', 'there is no source with this id');
    refuseOrigins(source.kind, changes.allowedOrigins);
    const { name, allowedOrigins, allowedTypes } = changes;
    await tx.query(sql`
      update sources set
        name = ${name === undefined ? sql`name` : name},
        allowed_origins = ${allowedOrigins === undefined ? sql`allowed_origins` : textArray(unique(allowedOrigins))},
        allowed_types = ${allowedTypes === undefined ? sql`allowed_types` : allowedTypes && textArray(unique(allowedTypes))}
      where tenant_id = ${tenantId} and id = ${id}`);
    return (await readSource(inside, tenantId, id))!;
  });
}

/** Deletes a source and its keys permanently; the events that it sent stay. @throws DomainError `not_found` */
export async function revokeSource(ctx: AnyContext, tenantId: Id<'ten'>, id: Id<'src'>): Promise<void> {
  const revoked = await ctx.db.query(sql`
    update sources set revoked_at = ${ctx.clock.now()}
    where tenant_id = ${tenantId} and id = ${id} and kind in ('browser', 'server') and revoked_at is null
    returning id`);
  if (revoked.length === 0) throw new DomainError('not_found', 'there is no active source with this id');
}

function refuseOrigins(kind: Source['kind'], origins: readonly string[] | undefined): void {
  if (kind === 'browser' || !origins || origins.length === 0) return;
  throw new DomainError('validation_failed', `only browser sources have allowed origins, this is a ${kind} source`, {
    errors: [{ path: 'allowedOrigins', message: 'leave it out' }],
  });
}

const unique = (texts: readonly string[]) => [...new Set(texts)];
