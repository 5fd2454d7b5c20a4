import { sql } from '../db/index.ts';
import { type Id, sha256 } from '../lib/index.ts';
import type { AnyContext } from '../ports/index.ts';
import type { sources } from './tables.ts';

/** A source as requests are checked against it. */
export type KnownSource = Pick<
  typeof sources.$inferSelect,
  'id' | 'tenantId' | 'kind' | 'allowedOrigins' | 'allowedTypes'
> & {
  /** The ids of its identity keys that are good today. */
  identityKeyIds: readonly Id<'key'>[];
  /** The country of its shop, for phone numbers without country code; null: not set. */
  country: string | null;
};

/** The facts about a source that the validation of events needs. */
export const sourceColumns = (now: Date) => sql`
  s.id, s.tenant_id as "tenantId", s.kind, (select t.country from tenants t where t.id = s.tenant_id) as country, to_jsonb(s.allowed_origins) as "allowedOrigins",
  to_jsonb(s.allowed_types) as "allowedTypes",
  (select coalesce(jsonb_agg(i.id), '[]') from source_keys i
    where i.source_id = s.id and i.kind = 'identity' and ${isGood('i', now)}) as "identityKeyIds"`;

/** A key that was neither revoked nor replaced for longer than its overlap. */
export const isGood = (alias: 'i' | 'k', now: Date) => {
  const key = sql.trusted(alias);
  return sql`${key}.revoked_at is null and (${key}.expires_at is null or ${key}.expires_at > ${now})`;
};

/** Use is noted this often: seldom enough to cost nothing. */
const noteEvery = '5 minutes';

/**
 * The source of a public write key or of a secret key, or null. A secret key is looked up by its hash, so the duration
 * reveals nothing about it.
 */
export async function findSourceByKey(
  ctx: AnyContext,
  kind: 'write' | 'secret',
  key: string,
): Promise<KnownSource | null> {
  const now = ctx.clock.now();
  const isTheKey = kind === 'write' ? sql`k.write_key = ${key}` : sql`k.secret_hash = ${sha256(key)}`;
  const [row] = await ctx.db.query<KnownSource & { keyId: string }>(sql`
    with found as (
      select k.id as "keyId", ${sourceColumns(now)}
      from source_keys k join sources s on s.id = k.source_id
      where ${isTheKey} and ${isGood('k', now)} and s.revoked_at is null
    ), noted as (
      update source_keys u set last_used_at = ${now} from found
      where u.id = found."keyId"
        and (u.last_used_at is null or u.last_used_at < ${now}::timestamptz - ${sql.trusted(`interval '${noteEvery}'`)})
    )
    select * from found`);
  if (!row) return null;
  const { keyId: _, ...source } = row;
  return source;
}
