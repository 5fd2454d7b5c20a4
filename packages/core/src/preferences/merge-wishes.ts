import type { MergedPair, MergeParticipant } from '../contacts/index.ts';
import { sql } from '../db/index.ts';
import type { Context, Transaction } from '../ports/index.ts';
import { moveSignUps } from '../sign-ups/index.ts';
import { moveEntries } from '../waitlists/index.ts';

/** All that contacts may have wished for and a merge has to join. Consent is read with merged contacts, and needs no move. */
export const wishes: readonly MergeParticipant[] = [moveSignUps, moveEntries, joinTopics];

/** A no to a topic counts for the whole person, whichever of the two contacts it was said as. */
async function joinTopics(ctx: Context<Transaction>, { tenantId, mergedId, contactId }: MergedPair): Promise<void> {
  await ctx.db.query(sql`
    insert into contact_topics as w (tenant_id, contact_id, topic_id, is_wanted, said_at)
    select tenant_id, ${contactId}, topic_id, is_wanted, said_at from contact_topics
    where tenant_id = ${tenantId} and contact_id = ${mergedId} order by topic_id
    on conflict (tenant_id, contact_id, topic_id) do update set is_wanted = w.is_wanted and excluded.is_wanted`);
}
