import type { Topic } from '@beckon/contract';
import { asc, eq, sql, withBuilder } from '../db/index.ts';
import type { Id } from '../lib/index.ts';
import type { AnyContext, Context } from '../ports/index.ts';
import { topics } from './tables.ts';

/** What a shop writes about, in its order. */
export async function readTopics(ctx: AnyContext, tenantId: Id<'ten'>): Promise<Topic[]> {
  return withBuilder(ctx.db, (build) =>
    build
      .select({ id: topics.id, name: topics.name, description: topics.description })
      .from(topics)
      .where(eq(topics.tenantId, tenantId))
      .orderBy(asc(topics.position)),
  );
}

/**
 * Replaces the topics of a shop. Contacts' choices about a topic are kept while the topic is removed: if it returns,
 * they apply again.
 */
export async function putTopics(ctx: Context, tenantId: Id<'ten'>, given: readonly Topic[]): Promise<void> {
  const rows = given.map((topic, position) => ({ ...topic, position }));
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
