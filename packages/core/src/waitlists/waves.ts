import { currencyDigits } from '@beckon/contract';
import { readProduct, type ShownProduct } from '../catalog/index.ts';
import { makeToken } from '../consent/index.ts';
import { languageOf } from '../contacts/index.ts';
import { sql } from '../db/index.ts';
import { type Language, toLanguage } from '../lib/index.ts';
import { deliver } from '../messages/index.ts';
import type { Context, Transaction } from '../ports/index.ts';
import { enqueue, type JobPayloads } from '../queue/index.ts';
import { waveKey } from './restock.ts';

/** Milliseconds between waves; the last one takes everybody who is left, so that all are told within the hour. */
export const waves = { every: 10 * 60_000, last: 5 } as const;

/** Messages made in one transaction. */
const atOnce = 200;

/**
 * Tells the next of a waitlist, in the order in which they came: as many as there are pieces, so that few come for
 * nothing. Runs while the stock of this restock lasts. Each message looks at the stock once more when it leaves.
 */
export async function runWave(
  ctx: Context,
  tenantId: string,
  job: JobPayloads['waitlist.wave'],
): Promise<{ told: number }> {
  const { productId, variantId } = job;
  const stock = await readStock(ctx, tenantId, job);
  const product = await readProduct(ctx, tenantId, productId, variantId);
  // Without the catalog there is nothing to say: content never comes from a browser.
  if (!stock || !product) return { told: 0 };
  let left = job.wave >= waves.last || stock.quantity === null ? Number.POSITIVE_INFINITY : stock.quantity;
  let told = 0;
  while (left > 0) {
    const size = Math.min(left, atOnce);
    const made = await ctx.db.transaction((tx) => tellNext({ ...ctx, db: tx }, tenantId, job, product, size));
    told += made;
    left -= made;
    if (made < size) return { told };
  }
  await enqueue(ctx, {
    tenantId,
    kind: 'waitlist.wave',
    payload: { ...job, wave: job.wave + 1 },
    uniqueKey: waveKey(job, job.wave + 1),
    runAt: new Date(ctx.clock.now().getTime() + waves.every),
  });
  return { told };
}

/** @returns null when it has sold out, or been restocked anew, since */
async function readStock(
  ctx: Context,
  tenantId: string,
  { productId, variantId, restock }: JobPayloads['waitlist.wave'],
): Promise<{ quantity: number | null } | null> {
  const [row] = await ctx.db.query<{ quantity: number | null }>(sql`
    select quantity from stock where tenant_id = ${tenantId} and product_id = ${productId}
      and variant_id = ${variantId} and restock = ${restock} and quantity is distinct from 0`);
  return row ?? null;
}

async function tellNext(
  ctx: Context<Transaction>,
  tenantId: string,
  { productId, variantId, restock }: JobPayloads['waitlist.wave'],
  product: ShownProduct,
  size: number,
): Promise<number> {
  const next = await ctx.db.query<ToldEntry>(sql`
    update waitlist_entries w set status = 'notified', restock = ${restock}, messages = messages + 1,
      notified_at = ${ctx.clock.now()}
    from (
      select id from waitlist_entries
      where tenant_id = ${tenantId} and product_id = ${productId} and variant_id in (${variantId}, '')
        and status = 'waiting'
      order by joined_at, id limit ${size} for update
    ) n where w.id = n.id
    returning w.id, w.contact_id as "contactId", w.variant_id as "variantId",
      ${languageOf(sql.trusted('w.contact_id'))} as language,
      exists (
        select from push_subscriptions b
        -- A shop may do without this message; the mail does not depend on it.
        join messages m on m.tenant_id = b.tenant_id and m.key = 'back_in_stock_push'
        where b.tenant_id = w.tenant_id and b.contact_id = w.contact_id
      ) as "hasPush"`);
  for (const entry of next) {
    const told = {
      tenantId,
      contactId: entry.contactId,
      product: { id: productId, variantId: entry.variantId },
      variables: {
        product: shown(product, toLanguage(entry.language) ?? 'en'),
        leave_url: `${ctx.publicUrl}/w/${makeToken(ctx, 'leave_waitlist', tenantId, entry.id)}`,
      },
    };
    // Who said yes to push gets both, each by its own consent: the push is there first, the mail stays.
    if (entry.hasPush) {
      await deliver(ctx, {
        ...told,
        message: 'back_in_stock_push',
        businessKey: `restock-push/${entry.id}/${restock}`,
      });
    }
    await deliver(ctx, { ...told, message: 'back_in_stock', businessKey: `restock/${entry.id}/${restock}` });
  }
  return next.length;
}

type ToldEntry = { id: string; contactId: string; variantId: string; language: string | null; hasPush: boolean };

function shown({ title, url, imageUrl, price, currency }: ShownProduct, language: Language): Record<string, string> {
  return {
    title,
    url,
    ...(imageUrl ? { image_url: imageUrl } : {}),
    ...(price !== null && currency !== null ? { price: inWords(price, currency, language) } : {}),
  };
}

function inWords(amount: number, currency: string, language: Language): string {
  const digits = currencyDigits(currency);
  const format = { style: 'currency', currency, minimumFractionDigits: digits, maximumFractionDigits: digits } as const;
  return new Intl.NumberFormat(language, format).format(amount / 10 ** digits);
}
