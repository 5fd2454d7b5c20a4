import type { Traces } from '../contacts/index.ts';
import { sql } from '../db/index.ts';
import type { Context, Statement, Transaction } from '../ports/index.ts';

/** What a person asked for, said and got: gone with the acceptance of their erasure. */
export async function eraseWishes(ctx: Context<Transaction>, tenantId: string, { contactIds }: Traces): Promise<void> {
  const now = ctx.clock.now();
  const own = sql`${sql.texts(contactIds)}`;
  const isTheirs: Statement = sql`tenant_id = ${tenantId} and contact_id in ${own}`;
  const statements = [
    sql`delete from consent_evidence where ${isTheirs}`,
    sql`delete from push_subscriptions where ${isTheirs}`,
    sql`delete from waitlist_entries where ${isTheirs}`,
    sql`delete from contact_topics where ${isTheirs}`,
    // Sign-ups stay as what they count for: the confirmations that a mailbox got, by its hash.
    sql`
      update sign_ups set submission_id = null, anonymous_id = null, first_name = null, language = null,
        wording_version = '', evidence = '{}', answers = '{}',
        status = case when status = 'pending' then 'ended' else status end
      where tenant_id = ${tenantId} and (contact_id = any(array${own})
        or (kind = 'email_change' and evidence ->> 'contactId' = any(array${own})))`,
    sql`
      update jobs set last_error = null where tenant_id = ${tenantId} and kind = 'delivery.send'
        and unique_key in (select id from deliveries where ${isTheirs})`,
    sql`
      delete from push_outcomes where tenant_id = ${tenantId}
        and delivery_id in (select id from deliveries where ${isTheirs})`,
    sql`
      update deliveries set variables = '{}', language = null, vendor_id = null,
        status = case when status = 'due' then 'skipped' else status end,
        reason = case when status = 'due' then 'erased' else reason end,
        finished_at = case when status = 'due' then ${now}::timestamptz else finished_at end
      where ${isTheirs}`,
  ];
  for (const statement of statements) await ctx.db.query(statement);
}
