import { sql } from '../db/index.ts';
import type { Id } from '../lib/index.ts';
import type { AnyContext } from '../ports/index.ts';
import { type KnownSource, sourceColumns } from './find-source.ts';
import { insertKey } from './source-keys.ts';
import type { sources } from './tables.ts';

export type GivenSource = {
  id: Id<'src'>;
  tenantId: Id<'ten'>;
  name: string;
  kind: KnownSource['kind'];
  writeKey?: string;
  secretKey?: string;
  allowedOrigins?: readonly string[];
};

/**
 * Makes a source under an id and with keys that are given from outside, or sets the origins of the one there is: its
 * name, and what became of its keys, are its owner's.
 */
export async function saveSource(ctx: AnyContext, source: GivenSource): Promise<void> {
  const [saved] = await ctx.db.query<{ lacksIdentity: boolean }>(sql`
    insert into sources (id, tenant_id, name, kind, allowed_origins, created_at)
    values (${source.id}, ${source.tenantId}, ${source.name}, ${source.kind},
      ${textArray(source.allowedOrigins ?? [])}, ${ctx.clock.now()})
    on conflict (id) do update set allowed_origins = excluded.allowed_origins
    returning kind = 'browser' and not exists (
      select from source_keys k where k.source_id = sources.id and k.kind = 'identity') as "lacksIdentity"`);
  const owner = { tenantId: source.tenantId, sourceId: source.id };
  if (source.writeKey !== undefined) await insertKey(ctx, owner, { kind: 'write', value: source.writeKey });
  if (source.secretKey !== undefined) await insertKey(ctx, owner, { kind: 'secret', value: source.secretKey });
  if (saved!.lacksIdentity) await insertKey(ctx, owner, { kind: 'identity' });
}

/** A list of texts as a Postgres array. */
export const textArray = (texts: readonly string[]) => sql`array${sql.texts(texts)}`;

/** The source under which we write events ourselves. */
export async function findOwnSource(ctx: AnyContext, tenantId: Id<'ten'>): Promise<KnownSource> {
  const source = await findSourceOfKind(ctx, tenantId, 'beckon');
  if (!source) throw new Error(`tenant ${tenantId} has no source of its own`);
  return source;
}

/** The source of what is imported; made at the first import. */
export async function findImportSource(ctx: AnyContext, tenantId: Id<'ten'>): Promise<KnownSource> {
  const found = await findSourceOfKind(ctx, tenantId, 'import');
  if (found) return found;
  await saveSource(ctx, { id: ctx.ids.newId('src'), tenantId, name: 'Import', kind: 'import' });
  return (await findSourceOfKind(ctx, tenantId, 'import'))!;
}

/** Which of these sources are imports. */
export async function findImports(ctx: AnyContext, sourceIds: readonly string[]): Promise<ReadonlySet<string>> {
  const rows = await ctx.db.query<Pick<typeof sources.$inferSelect, 'id'>>(sql`
    select id from sources where id in ${sql.texts(sourceIds)} and kind = 'import'`);
  return new Set(rows.map(({ id }) => id));
}

async function findSourceOfKind(ctx: AnyContext, tenantId: Id<'ten'>, kind: 'beckon' | 'import') {
  const [source] = await ctx.db.query<KnownSource>(sql`
    select ${sourceColumns(ctx.clock.now())} from sources s where s.tenant_id = ${tenantId} and s.kind = ${kind}
    order by s.created_at, s.id limit 1`);
  return source ?? null;
}
