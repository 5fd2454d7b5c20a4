import { sql } from '../db/index.ts';
import type { Id } from '../lib/index.ts';
import type { Context } from '../ports/index.ts';

/**
 * Makes contacts who have agreed to marketing by mail, with one statement: `1@subscribers.test`, `2@subscribers.test`, …
 * @returns their ids, in that order
 */
export async function makeSubscribers(
  ctx: Context,
  tenantId: Id<'ten'>,
  count: number,
  { deadline = 60_000 }: { deadline?: number } = {},
): Promise<Id<'ctc'>[]> {
  const now = ctx.clock.now();
  const rows = await ctx.db.query<{ id: Id<'ctc'> }>(
    sql`
      with made as (
        insert into contacts (id, tenant_id, email, email_verified_at, created_at)
        select 'ctc_' || substr(md5(${tenantId} || n), 1, 26), ${tenantId}, n || '@subscribers.test', ${now}, ${now}
        from generate_series(1, ${count}::int) n returning id, email
      ), granted as (
        insert into consent_state (tenant_id, contact_id, type, state, position, since, said_at)
        select ${tenantId}, m.id, t.type, 'granted', 0, ${now}, ${now} from made m
        cross join (values ('email'), ('marketing')) as t (type)
      )
      select id from made order by split_part(email, '@', 1)::int`,
    { deadline },
  );
  return rows.map(({ id }) => id);
}
