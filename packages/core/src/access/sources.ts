import type { Source } from '@beckon/contract';
import { sql } from '../db/index.ts';
import { sha256 } from '../lib/index.ts';
import type { AnyContext } from '../ports/index.ts';

/** A source as requests are checked against it. */
export type KnownSource = {
  id: string;
  tenantId: string;
  kind: 'browser' | 'server' | 'import' | 'beckon';
  allowedOrigins: readonly string[];
};

export type NewSource = {
  id: string;
  tenantId: string;
  name: string;
  kind: KnownSource['kind'];
  writeKey?: string;
  secretKey?: string;
  allowedOrigins?: readonly string[];
};

/** Makes a source, or updates the one with this id. Of a secret key only the hash is kept. */
export async function saveSource(ctx: AnyContext, source: NewSource): Promise<void> {
  await ctx.db.query(sql`
    insert into sources (id, tenant_id, name, kind, write_key, secret_key_hash, allowed_origins, created_at)
    values (${source.id}, ${source.tenantId}, ${source.name}, ${source.kind}, ${source.writeKey ?? null},
      ${source.secretKey === undefined ? null : sha256(source.secretKey)},
      array(select jsonb_array_elements_text(${JSON.stringify(source.allowedOrigins ?? [])}::text::jsonb)),
      ${ctx.clock.now()})
    on conflict (id) do update set name = excluded.name, write_key = excluded.write_key,
      secret_key_hash = excluded.secret_key_hash, allowed_origins = excluded.allowed_origins`);
}

const columns = sql.trusted('id, tenant_id as "tenantId", kind, to_jsonb(allowed_origins) as "allowedOrigins"');

/** The source of a public write key, or null. */
export async function findSourceByWriteKey(ctx: AnyContext, writeKey: string): Promise<KnownSource | null> {
  const [source] = await ctx.db.query<KnownSource>(
    sql`select ${columns} from sources where write_key = ${writeKey} and revoked_at is null`,
  );
  return source ?? null;
}

/** The source of a secret key, or null. Looked up by hash: the time it takes tells nothing about the key. */
export async function findSourceBySecretKey(ctx: AnyContext, secretKey: string): Promise<KnownSource | null> {
  const [source] = await ctx.db.query<KnownSource>(
    sql`select ${columns} from sources where secret_key_hash = ${sha256(secretKey)} and revoked_at is null`,
  );
  return source ?? null;
}

/** The sources of a tenant with what they have sent, those in use first. */
export async function listSources(ctx: AnyContext, tenantId: string): Promise<Source[]> {
  const rows = await ctx.db.query<Omit<Source, 'lastSeenAt'> & { lastSeenAt: Date | null }>(sql`
    select s.id, s.name, s.kind, s.write_key as "writeKey", to_jsonb(s.allowed_origins) as "allowedOrigins",
      a.last_seen_at as "lastSeenAt", coalesce(a.events, 0)::bigint as events
    from sources s left join source_activity a on a.source_id = s.id
    where s.tenant_id = ${tenantId} and s.kind <> 'beckon' and s.revoked_at is null
    order by s.created_at, s.id`);
  return rows.map((row) => ({ ...row, lastSeenAt: row.lastSeenAt?.toISOString() ?? null }));
}

/** The source under which we write events ourselves. */
export async function findOwnSource(ctx: AnyContext, tenantId: string): Promise<KnownSource> {
  const [source] = await ctx.db.query<KnownSource>(
    sql`select ${columns} from sources where tenant_id = ${tenantId} and kind = 'beckon'`,
  );
  if (!source) throw new Error(`tenant ${tenantId} has no source of its own`);
  return source;
}
