import { type MergedPair, type PersonData, personIds } from '../contacts/index.ts';
import { sql } from '../db/index.ts';
import type { Id } from '../lib/index.ts';
import type { AnyContext, Context, Transaction } from '../ports/index.ts';

async function deleteEntries(ctx: AnyContext, tenantId: Id<'ten'>, contactIds: readonly string[]): Promise<void> {
  await ctx.db.query(sql`
    delete from waitlist_entries where tenant_id = ${tenantId} and contact_id in ${sql.texts(contactIds)}`);
}

/** What the merged contact waits for, the other one waits for. Of two entries for the same, theirs stays. */
async function moveEntries(ctx: Context<Transaction>, { tenantId, mergedId, contactId }: MergedPair): Promise<void> {
  const isWaiting = sql.trusted("in ('waiting', 'notified')");
  await ctx.db.query(sql`
    update waitlist_entries w set status = 'left', ended_at = ${ctx.clock.now()}
    where w.tenant_id = ${tenantId} and w.contact_id = ${mergedId} and w.status ${isWaiting} and exists (
      select from waitlist_entries o where o.tenant_id = w.tenant_id and o.contact_id = ${contactId}
        and o.product_id = w.product_id and o.variant_id = w.variant_id and o.status ${isWaiting})`);
  await ctx.db.query(sql`
    update waitlist_entries set contact_id = ${contactId} where tenant_id = ${tenantId} and contact_id = ${mergedId}`);
}

export const personData: PersonData = {
  room: 'waitlists',
  erase: (ctx, { tenantId, contactIds }) => deleteEntries(ctx, tenantId, contactIds),
  forget: deleteEntries,
  export: (tenantId, contactId) => ({
    waitlists: sql`
      select product_id as "productId", nullif(variant_id, '') as "variantId", status, joined_at as "joinedAt",
        notified_at as "notifiedAt", ended_at as "endedAt"
      from waitlist_entries where tenant_id = ${tenantId} and contact_id in (${personIds(contactId)})
      order by joined_at`,
  }),
  merge: moveEntries,
};
