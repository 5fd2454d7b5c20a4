import { sql } from '../db/index.ts';
import type { Id } from '../lib/index.ts';
import type { AnyContext, Context, Transaction } from '../ports/index.ts';
import { defineJob, enqueue, type JobOutcome } from '../queue/index.ts';
import { recountOwners } from './order-totals.ts';
import type { contacts } from './tables.ts';

/** Contacts of one transaction. */
const batchSize = 500;

/** Counts the totals of contacts again after the currency of the shop, its time zone or its rates have changed. */
export const revalueContactsJob = defineJob<object>({
  kind: 'contacts.revalue',
  run: async (ctx, { tenantId }): Promise<JobOutcome> => {
    for (let after: Id<'ctc'> | null = null; ; ) {
      after = await ctx.db.transaction((tx) => revalueBatch({ ...ctx, db: tx }, tenantId, after));
      if (after === null) return { outcome: 'done' };
    }
  },
});

/** Call it in the transaction that changes them. */
export async function revalueContacts(ctx: AnyContext, tenantId: Id<'ten'>): Promise<void> {
  await enqueue(ctx, revalueContactsJob, [{ tenantId, payload: {} }]);
}

/** @returns the last contact of the batch; null if there are no more */
async function revalueBatch(
  ctx: Context<Transaction>,
  tenantId: Id<'ten'>,
  after: Id<'ctc'> | null,
): Promise<Id<'ctc'> | null> {
  const found = await ctx.db.query<Pick<typeof contacts.$inferSelect, 'id'>>(sql`
    select c.id from contacts c where c.tenant_id = ${tenantId} and c.id > ${after ?? ''}
      and exists (select from orders o where o.contact_id = c.id)
    order by c.id limit ${batchSize}`);
  await recountOwners(
    ctx,
    found.map(({ id }) => id),
  );
  return found.length < batchSize ? null : found.at(-1)!.id;
}
