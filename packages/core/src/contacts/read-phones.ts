import { sql } from '../db/index.ts';
import type { Id } from '../lib/index.ts';
import type { AnyContext, Context, Transaction } from '../ports/index.ts';
import { defineJob, enqueue, type JobOutcome } from '../queue/index.ts';
import { readCountry } from '../tenants/index.ts';
import { lockLivingContacts } from './lock-contact.ts';
import { phoneFacts } from './phone-facts.ts';
import type { contacts } from './tables.ts';

/** Contacts of one transaction. */
const batchSize = 500;

/** Reads numbers again that could not be read before the shop had set its country. */
export const readPhonesJob = defineJob<object>({
  kind: 'contacts.read_phones',
  run: async (ctx, { tenantId }): Promise<JobOutcome> => {
    for (let after: Id<'ctc'> | null = null; ; ) {
      after = await ctx.db.transaction((tx) => readBatch({ ...ctx, db: tx }, tenantId, after));
      if (after === null) return { outcome: 'done' };
    }
  },
});

/** Call it in the transaction that changes the country. */
export async function readPhonesAgain(ctx: AnyContext, tenantId: Id<'ten'>): Promise<void> {
  await enqueue(ctx, readPhonesJob, [{ tenantId, payload: {} }]);
}

type Unread = Pick<typeof contacts.$inferSelect, 'id' | 'phone'> & { unread: string | null };

/** Contacts whose number could not be read, or was kept as it was sent before numbers were read. */
const hasUnread = sql`(c.properties ? 'unreadPhone' or c.phone !~ '^\\+[1-9][0-9]+$')`;

/** @returns the last contact of the batch; null if there are no more */
async function readBatch(
  ctx: Context<Transaction>,
  tenantId: Id<'ten'>,
  after: Id<'ctc'> | null,
): Promise<Id<'ctc'> | null> {
  const found = await ctx.db.query<Pick<Unread, 'id'>>(sql`
    select c.id from contacts c where c.tenant_id = ${tenantId} and c.id > ${after ?? ''} and ${hasUnread}
    order by c.id limit ${batchSize}`);
  const living = await lockLivingContacts(
    ctx,
    found.map(({ id }) => id),
  );
  const rows = await ctx.db.query<Unread>(sql`
    select c.id, c.phone, c.properties ->> 'unreadPhone' as unread from contacts c
    where c.id in ${sql.texts([...living])} and ${hasUnread}`);
  const country = await readCountry(ctx, tenantId);
  const read = rows.flatMap(({ id, phone, unread }) => {
    // What came last is the property; a number of before may still stand beside it.
    const facts = phoneFacts(unread ?? phone, country);
    return facts.phone ? [{ id, phone: facts.phone }] : [];
  });
  await ctx.db.query(sql`
    update contacts c set phone = r.phone, properties = c.properties - 'unreadPhone'
    from jsonb_to_recordset(${JSON.stringify(read)}::text::jsonb) as r (id text, phone text) where c.id = r.id`);
  return found.length < batchSize ? null : found.at(-1)!.id;
}
