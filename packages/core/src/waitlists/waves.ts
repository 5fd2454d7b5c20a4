import type { Restock, stock } from '../catalog/index.ts';
import { lockLivingContacts } from '../contacts/index.ts';
import { sql } from '../db/index.ts';
import type { Id } from '../lib/index.ts';
import type { Context, Transaction } from '../ports/index.ts';
import type { waitlistEntries } from './tables.ts';

/** Shoppers who are notified of a restock at the same time. `wave` counts from 0. */
export type Wave = Omit<Restock, 'quantity'> & { wave: number };

export function waveKey({ productId, variantId, restock, wave }: Wave): string {
  return JSON.stringify([productId, variantId, restock, wave]);
}

/** Milliseconds between waves; the last wave takes all remaining shoppers, so that all are told within the hour. */
export const waves = { every: 10 * 60_000, last: 5 } as const;

/** Entries taken in one transaction. */
const atOnce = 200;

export type TakenEntry = Pick<typeof waitlistEntries.$inferSelect, 'id' | 'contactId' | 'variantId'>;

/**
 * Takes the next shoppers of a waitlist, in the order in which they joined and as many as one transaction should hold:
 * their entries are marked as notified, and their contacts are locked. A wave takes as many as there are pieces, so that
 * few come in vain, and continues while the stock of this restock lasts. A wave that runs again, or twice at the same time,
 * takes no more than a single run.
 * @returns the entries, and the next step: more of this wave, the next wave, or none, since the stock or the list is
 *   exhausted
 */
export async function takeWaiting(
  ctx: Context<Transaction>,
  tenantId: Id<'ten'>,
  wave: Wave,
): Promise<{ entries: TakenEntry[]; next: 'more' | 'wave' | 'none' }> {
  const inStock = await lockStock(ctx, tenantId, wave);
  if (!inStock) return { entries: [], next: 'none' };
  const whole = sizeOfWave(wave, inStock.quantity);
  const left = Number.isFinite(whole) ? whole - (await countTaken(ctx, tenantId, wave)) : whole;
  if (left <= 0) return { entries: [], next: 'wave' };
  const size = Math.min(left, atOnce);
  const waiting = await findWaiting(ctx, tenantId, wave, size);
  const entries = await markNotified(ctx, tenantId, wave, waiting);
  if (waiting.length < size) return { entries, next: 'none' };
  return { entries, next: entries.length === left ? 'wave' : 'more' };
}

/** How many shoppers a wave tells, while so many pieces are there; null: they are not counted. */
export function sizeOfWave({ wave }: Pick<Wave, 'wave'>, quantity: number | null): number {
  return wave < waves.last && quantity !== null ? quantity : Number.POSITIVE_INFINITY;
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

/** How many this wave has taken so far, in runs before this one too. */
async function countTaken(ctx: Context<Transaction>, tenantId: Id<'ten'>, wave: Wave): Promise<number> {
  const [row] = await ctx.db.query<{ taken: number }>(sql`
    select count(*)::int as taken from waitlist_entries
    where tenant_id = ${tenantId} and told_in = ${waveKey(wave)}`);
  return row!.taken;
}

type Waiting = Pick<TakenEntry, 'id' | 'contactId'>;

function findWaiting(
  ctx: Context<Transaction>,
  tenantId: Id<'ten'>,
  { productId, variantId }: Wave,
  size: number,
): Promise<Waiting[]> {
  return ctx.db.query<Waiting>(sql`
    select id, contact_id as "contactId" from waitlist_entries
    where tenant_id = ${tenantId} and product_id = ${productId} and variant_id in (${variantId}, '')
      and status = 'waiting'
    order by joined_at, id limit ${size}`);
}

/** Contacts are locked before their entries, as in all rooms: who leaves in the meantime is not notified. */
async function markNotified(
  ctx: Context<Transaction>,
  tenantId: Id<'ten'>,
  wave: Wave,
  waiting: readonly Waiting[],
): Promise<TakenEntry[]> {
  await lockLivingContacts(
    ctx,
    waiting.map(({ contactId }) => contactId),
  );
  const marked = await ctx.db.query<TakenEntry>(sql`
    update waitlist_entries set status = 'notified', restock = ${wave.restock}, messages = messages + 1,
      notified_at = ${ctx.clock.now()}, told_in = ${waveKey(wave)}
    where tenant_id = ${tenantId} and status = 'waiting' and id in ${sql.texts(waiting.map(({ id }) => id))}
    returning id, contact_id as "contactId", variant_id as "variantId"`);
  const byId = new Map(marked.map((entry) => [entry.id, entry]));
  return waiting.flatMap(({ id }) => byId.get(id) ?? []);
}
