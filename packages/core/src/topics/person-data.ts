import { type MergedPair, type PersonData, personIds } from '../contacts/index.ts';
import { sql } from '../db/index.ts';
import type { Id } from '../lib/index.ts';
import type { AnyContext, Context, Transaction } from '../ports/index.ts';

async function deleteChoices(ctx: AnyContext, tenantId: Id<'ten'>, contactIds: readonly string[]): Promise<void> {
  await ctx.db.query(sql`
    delete from contact_topics where tenant_id = ${tenantId} and contact_id in ${sql.texts(contactIds)}`);
}

/** A no to a topic counts for the whole person, whichever of the two contacts it was said as. */
async function joinChoices(ctx: Context<Transaction>, { tenantId, mergedId, contactId }: MergedPair): Promise<void> {
  await ctx.db.query(sql`
    insert into contact_topics as w (tenant_id, contact_id, topic_id, is_wanted, said_at)
    select tenant_id, ${contactId}, topic_id, is_wanted, said_at from contact_topics
    where tenant_id = ${tenantId} and contact_id = ${mergedId} order by topic_id
    on conflict (tenant_id, contact_id, topic_id) do update set is_wanted = w.is_wanted and excluded.is_wanted`);
}

export const personData: PersonData = {
  room: 'topics',
  erase: (ctx, { tenantId, contactIds }) => deleteChoices(ctx, tenantId, contactIds),
  forget: deleteChoices,
  export: (tenantId, contactId) => ({
    topics: sql`
      select topic_id as id, is_wanted as "isWanted", said_at as "saidAt" from contact_topics
      where tenant_id = ${tenantId} and contact_id in (${personIds(contactId)})`,
  }),
  merge: joinChoices,
};
