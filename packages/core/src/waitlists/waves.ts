import { type Restock, readProduct, type ShownProduct, type stock } from '../catalog/index.ts';
import { sql } from '../db/index.ts';
import type { Id } from '../lib/index.ts';
import { makeToken } from '../links/index.ts';
import { deliverAll, type NewDelivery, productVariables } from '../messages/index.ts';
import type { Context, Transaction } from '../ports/index.ts';
import { defineJob, enqueue } from '../queue/index.ts';
import { languageOf } from '../sign-ups/index.ts';
import type { waitlistEntries } from './tables.ts';

/** `wave` counts from 0. */
type Wave = Omit<Restock, 'quantity'> & { wave: number };

/** Notifies the next shoppers waiting for a product that is back in stock. */
export const runWaveJob = defineJob<Wave>({
  kind: 'waitlist.wave',
  async run(ctx, { tenantId, payload }) {
    await runWave(ctx, tenantId, payload);
    return { outcome: 'done' };
  },
});

export function waveKey({ productId, variantId, restock }: Omit<Wave, 'wave'>, wave: number): string {
  return JSON.stringify([productId, variantId, restock, wave]);
}

/** Milliseconds between waves; the last wave takes all remaining shoppers, so that all are told within the hour. */
export const waves = { every: 10 * 60_000, last: 5 } as const;

/** Messages made in one transaction. */
const atOnce = 200;

/**
 * Notifies the next shoppers of a waitlist, in the order in which they joined: as many as there are pieces, so that few
 * come in vain. Continues while the stock of this restock lasts. Each message checks the stock once more when it is
 * sent. A wave that runs again, or twice at the same time, notifies no more shoppers than a single run.
 */
export async function runWave(ctx: Context, tenantId: Id<'ten'>, job: Wave): Promise<{ told: number }> {
  const { productId, variantId } = job;
  const product = await readProduct(ctx, tenantId, productId, variantId);
  // Without the catalog there is nothing to say: content never comes from a browser.
  if (!product) return { told: 0 };
  let told = 0;
  for (;;) {
    const batch = await ctx.db.transaction((tx) => notifySome({ ...ctx, db: tx }, tenantId, job, product));
    told += batch.made;
    if (batch.next === 'none') return { told };
    if (batch.next === 'wave') break;
  }
  await enqueue(ctx, runWaveJob, [
    {
      tenantId,
      payload: { ...job, wave: job.wave + 1 },
      uniqueKey: waveKey(job, job.wave + 1),
      runAt: new Date(ctx.clock.now().getTime() + waves.every),
    },
  ]);
  return { told };
}

/**
 * Notifies as many shoppers as one transaction should hold.
 * @returns the next step: more of this wave, the next wave, or none, since the stock or the list is exhausted
 */
async function notifySome(
  ctx: Context<Transaction>,
  tenantId: Id<'ten'>,
  job: Wave,
  product: ShownProduct,
): Promise<{ made: number; next: 'more' | 'wave' | 'none' }> {
  const inStock = await lockStock(ctx, tenantId, job);
  if (!inStock) return { made: 0, next: 'none' };
  const isLimited = job.wave < waves.last && inStock.quantity !== null;
  const left = isLimited ? inStock.quantity! - (await countNotified(ctx, tenantId, job)) : Number.POSITIVE_INFINITY;
  if (left <= 0) return { made: 0, next: 'wave' };
  const size = Math.min(left, atOnce);
  const made = await notifyNext(ctx, tenantId, job, product, size);
  if (made < size) return { made, next: 'none' };
  return { made, next: made === left ? 'wave' : 'more' };
}

/**
 * Keeps a second run of the same wave out until this transaction ends.
 * @returns null when the product has sold out or been restocked again since
 */
async function lockStock(
  ctx: Context<Transaction>,
  tenantId: Id<'ten'>,
  { productId, variantId, restock }: Wave,
): Promise<Pick<typeof stock.$inferSelect, 'quantity'> | null> {
  const [row] = await ctx.db.query<Pick<typeof stock.$inferSelect, 'quantity'>>(sql`
    select quantity from stock where tenant_id = ${tenantId} and product_id = ${productId}
      and variant_id = ${variantId} and restock = ${restock} and quantity is distinct from 0 for update`);
  return row ?? null;
}

/** How many this wave has told so far, in runs before this one too. */
async function countNotified(ctx: Context<Transaction>, tenantId: Id<'ten'>, job: Wave): Promise<number> {
  const [row] = await ctx.db.query<{ told: number }>(sql`
    select count(*)::int as told from waitlist_entries
    where tenant_id = ${tenantId} and told_in = ${waveKey(job, job.wave)}`);
  return row!.told;
}

async function notifyNext(
  ctx: Context<Transaction>,
  tenantId: Id<'ten'>,
  job: Wave,
  product: ShownProduct,
  size: number,
): Promise<number> {
  const { productId, variantId, restock } = job;
  // Lock first: a contact who leaves the waitlist in the meantime is not notified.
  const locked = await ctx.db.query<Pick<ToldEntry, 'id'>>(sql`
    select id from waitlist_entries
    where tenant_id = ${tenantId} and product_id = ${productId} and variant_id in (${variantId}, '')
      and status = 'waiting'
    order by joined_at, id limit ${size} for update`);
  const ids = JSON.stringify(locked.map(({ id }) => id));
  const next = await ctx.db.query<ToldEntry>(sql`
    update waitlist_entries w set status = 'notified', restock = ${restock}, messages = messages + 1,
      notified_at = ${ctx.clock.now()}, told_in = ${waveKey(job, job.wave)}
    where w.id in (select jsonb_array_elements_text(${ids}::text::jsonb))
    returning w.id, w.contact_id as "contactId", w.variant_id as "variantId",
      ${languageOf(sql.trusted('w.contact_id'))} as language,
      exists (
        select from push_subscriptions b
        -- A shop may do without this message; the mail does not depend on it.
        join messages m on m.tenant_id = b.tenant_id and m.key = 'back_in_stock_push'
        where b.tenant_id = w.tenant_id and b.contact_id = w.contact_id
      ) as "hasPush"`);
  const deliveries = next.flatMap((entry): NewDelivery[] => {
    const told = {
      tenantId,
      contactId: entry.contactId,
      origin: { kind: 'waitlist' } as const,
      product: { id: productId, variantId: entry.variantId },
      variables: {
        product: productVariables(product, entry.language),
        leave_url: `${ctx.publicUrl}/w/${makeToken(ctx, 'leave_waitlist', tenantId, entry.id)}`,
      },
    };
    const mail = { ...told, message: 'back_in_stock', businessKey: `restock/${entry.id}/${restock}` };
    if (!entry.hasPush) return [mail];
    // A contact who agreed to push gets both, each by its own consent: the push arrives first, the mail stays.
    return [{ ...told, message: 'back_in_stock_push', businessKey: `restock-push/${entry.id}/${restock}` }, mail];
  });
  await deliverAll(ctx, deliveries);
  return next.length;
}

type ToldEntry = Pick<typeof waitlistEntries.$inferSelect, 'id' | 'contactId' | 'variantId'> & {
  language: string | null;
  hasPush: boolean;
};
