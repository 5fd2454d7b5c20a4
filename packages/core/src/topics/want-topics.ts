import { sql } from '../db/index.ts';
import type { Id } from '../lib/index.ts';
import type { Context, Transaction } from '../ports/index.ts';

/**
 * Grants the topics of the shop that a shopper's ticked interests name, by id or name, even over an earlier refusal. An
 * interest that was not ticked is not a refusal: a form may offer fewer topics than the shop has.
 */
export async function wantTopics(
  ctx: Context<Transaction>,
  tenantId: Id<'ten'>,
  contactId: Id<'ctc'>,
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

/**
 * Notes which topics a contact wants and which not.
 * @returns false when one of them is no topic of the shop
 */
export async function chooseTopics(
  ctx: Context<Transaction>,
  tenantId: Id<'ten'>,
  contactId: Id<'ctc'>,
  topics: Record<string, boolean>,
): Promise<boolean> {
  const said = Object.entries(topics).map(([id, isWanted]) => ({ id, isWanted }));
  if (said.length === 0) return true;
  const rows = await ctx.db.query(sql`
    insert into contact_topics as w (tenant_id, contact_id, topic_id, is_wanted, said_at)
    select ${tenantId}, ${contactId}, t.id, s."isWanted", ${ctx.clock.now()}
    from jsonb_to_recordset(${JSON.stringify(said)}::text::jsonb) as s (id text, "isWanted" boolean)
    join topics t on t.tenant_id = ${tenantId} and t.id = s.id
    on conflict (tenant_id, contact_id, topic_id) do update
      set is_wanted = excluded.is_wanted, said_at = excluded.said_at
    returning topic_id`);
  return rows.length === said.length;
}
