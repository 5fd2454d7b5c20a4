import { sql } from '../db/index.ts';
import type { Context, Transaction } from '../ports/index.ts';

/**
 * Of the interests that somebody ticked, those that name a topic of the shop, by id or name, are a yes to it, also over a no
 * of before. What they did not tick is no no: a form may offer less than the shop writes about.
 */
export async function wantTopics(
  ctx: Context<Transaction>,
  tenantId: string,
  contactId: string,
  interests: readonly string[],
): Promise<void> {
  await ctx.db.query(sql`
    insert into contact_topics as w (tenant_id, contact_id, topic_id, is_wanted, said_at)
    select ${tenantId}, ${contactId}, t.id, true, ${ctx.clock.now()} from topics t
    where t.tenant_id = ${tenantId} and exists (
      select from jsonb_array_elements_text(${JSON.stringify(interests)}::text::jsonb) as interest
      where lower(trim(interest)) in (t.id, lower(t.name)))
    on conflict (tenant_id, contact_id, topic_id) do update set is_wanted = true, said_at = excluded.said_at`);
}
