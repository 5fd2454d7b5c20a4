import { readProduct } from '../catalog/index.ts';
import { sql } from '../db/index.ts';
import { makeToken } from '../links/index.ts';
import { deliver } from '../messages/index.ts';
import type { Context, Transaction } from '../ports/index.ts';
import { waitlistTimes } from './join.ts';
import type { waitlistEntries } from './tables.ts';

/** Maximum entries in one transaction. */
const atOnce = 200;

/**
 * Asks shoppers who have waited long whether they still want to wait, and ends the entries that were not confirmed or
 * answered, or are no longer wanted.
 */
export async function expireWaitlistEntries(ctx: Context): Promise<void> {
  while ((await expireSome(ctx)) > 0);
}

async function expireSome(ctx: Context): Promise<number> {
  return ctx.db.transaction(async (tx) => {
    const inTx = { ...ctx, db: tx };
    const now = ctx.clock.now();
    const ended = await tx.query(sql`
      update waitlist_entries set status = 'expired', ended_at = ${now}
      where id in (
        select id from waitlist_entries
        where status in ('pending', 'waiting', 'notified') and expires_at <= ${now}
          and (status <> 'waiting' or asked_at is not null)
        order by expires_at limit ${atOnce} for update skip locked
      ) returning id`);
    const long = await tx.query<LongEntry>(sql`
      update waitlist_entries set asked_at = ${now}, expires_at = ${new Date(now.getTime() + waitlistTimes.answer)}
      where id in (
        select id from waitlist_entries where status = 'waiting' and expires_at <= ${now} and asked_at is null
        order by expires_at limit ${atOnce} for update skip locked
      )
      returning id, tenant_id as "tenantId", contact_id as "contactId", product_id as "productId",
        variant_id as "variantId"`);
    for (const entry of long) await sendRenewalRequest(inTx, entry);
    return ended.length + long.length;
  });
}

type LongEntry = Pick<typeof waitlistEntries.$inferSelect, 'id' | 'tenantId' | 'contactId' | 'productId' | 'variantId'>;

async function sendRenewalRequest(ctx: Context<Transaction>, entry: LongEntry): Promise<void> {
  const { id, tenantId, contactId } = entry;
  const product = await readProduct(ctx, tenantId, entry.productId, entry.variantId);
  await deliver(ctx, {
    tenantId,
    contactId,
    message: 'still_watching',
    businessKey: `still-watching/${id}/${ctx.clock.now().toISOString()}`,
    variables: {
      ...(product ? { product_title: product.title } : {}),
      keep_url: `${ctx.publicUrl}/w/${makeToken(ctx, 'keep_waiting', tenantId, id)}`,
    },
  });
}
