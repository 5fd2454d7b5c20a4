import type { Topic } from '@beckon/contract';
import { sql } from '../db/index.ts';
import type { AnyContext, Context } from '../ports/index.ts';

/** What a shop writes about, in its order. */
export async function readTopics(ctx: AnyContext, tenantId: string): Promise<Topic[]> {
  return ctx.db.query<Topic>(
    sql`select id, name, description from topics where tenant_id = ${tenantId} order by position`,
  );
}

/**
 * Replaces the topics of a shop. What contacts said of a topic is kept, also while it is away: one that comes back finds
 * the same answers.
 */
export async function putTopics(ctx: Context, tenantId: string, topics: readonly Topic[]): Promise<void> {
  const rows = topics.map((topic, position) => ({ ...topic, position }));
  await ctx.db.transaction(async (tx) => {
    await tx.query(sql`select 1 from tenants where id = ${tenantId} for update`);
    await tx.query(sql`delete from topics where tenant_id = ${tenantId}`);
    await tx.query(sql`
      insert into topics (tenant_id, id, name, description, position)
      select ${tenantId}, id, name, description, position
      from jsonb_to_recordset(${JSON.stringify(rows)}::text::jsonb)
        as t (id text, name text, description text, position integer)`);
  });
}
