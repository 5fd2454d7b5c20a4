import type { ProductReference, StockChangeAt } from '../catalog/index.ts';
import { sql } from '../db/index.ts';
import type { Id } from '../lib/index.ts';
import type { AnyContext } from '../ports/index.ts';
import { maxMessages } from './restock.ts';
import type { waitlistEntries } from './tables.ts';
import { sizeOfWave, type TakenEntry, waves } from './waves.ts';

/** An entry that a wave would have taken, and when. `wave` is the product or variant that was there again. */
export type PlayedEntry = TakenEntry & { wave: ProductReference; at: Date };

/**
 * Who would have been told of the restocks of one product, wave by wave, as if no shopper had been told before. Entries
 * that have ended since count until then. Writes nothing.
 * @param changes of the stock of this product, in the order in which they happened
 */
export async function playWaves(
  ctx: AnyContext,
  tenantId: Id<'ten'>,
  productId: string,
  changes: readonly StockChangeAt[],
  until: Date,
): Promise<PlayedEntry[]> {
  const line = new Line(await readLine(ctx, tenantId, productId, until));
  const levels = new Map<string, StockChangeAt>();
  const due: DueWave[] = [];
  const played: PlayedEntry[] = [];
  for (const change of [...changes, null]) {
    const next = change?.at ?? until;
    for (let wave = takeFirst(due, next); wave; wave = takeFirst(due, next)) {
      const level = levels.get(wave.variantId)!;
      if (level.restock !== wave.restock || level.quantity === 0) continue;
      const { taken, isAll } = line.take(wave, sizeOfWave(wave, level.quantity));
      played.push(...taken.map((entry) => ({ ...entry, wave: { productId, variantId: wave.variantId }, at: wave.at })));
      if (!isAll) due.push({ ...wave, wave: wave.wave + 1, at: new Date(wave.at.getTime() + waves.every) });
    }
    if (!change) break;
    const { variantId, before, quantity, restock, at } = change;
    levels.set(variantId, change);
    if (quantity === 0) line.waitAgain(variantId);
    if (before === 0 && quantity !== 0) due.push({ variantId, restock, wave: 0, at });
  }
  return played;
}

type DueWave = { variantId: string; restock: number; wave: number; at: Date };

/** Takes out the first wave before a moment. */
function takeFirst(due: DueWave[], before: Date): DueWave | undefined {
  const [first] = due.filter(({ at }) => at < before).sort((one, other) => one.at.getTime() - other.at.getTime());
  if (first) due.splice(due.indexOf(first), 1);
  return first;
}

type Waiting = TakenEntry & Pick<typeof waitlistEntries.$inferSelect, 'joinedAt' | 'endedAt'>;

/** Those who wait for a product, in their order, and how often each was told. */
class Line {
  readonly #entries: readonly Waiting[];
  readonly #told = new Map<string, { isWaiting: boolean; messages: number }>();

  constructor(entries: readonly Waiting[]) {
    this.#entries = entries;
  }

  /** @returns the entries that are told, and whether no more are waiting */
  take({ variantId, at }: DueWave, size: number): { taken: TakenEntry[]; isAll: boolean } {
    const waiting = this.#entries.filter(
      (entry) =>
        (entry.variantId === variantId || entry.variantId === '') &&
        (this.#told.get(entry.id)?.isWaiting ?? true) &&
        entry.joinedAt <= at &&
        (entry.endedAt === null || entry.endedAt > at),
    );
    const taken = waiting.slice(0, size);
    for (const { id } of taken)
      this.#told.set(id, { isWaiting: false, messages: (this.#told.get(id)?.messages ?? 0) + 1 });
    return {
      taken: taken.map(({ id, contactId, variantId: awaited }) => ({ id, contactId, variantId: awaited })),
      isAll: waiting.length < size,
    };
  }

  /** As `waitAgain` says it of real entries. */
  waitAgain(variantId: string): void {
    for (const { id, variantId: awaited } of this.#entries) {
      const told = this.#told.get(id);
      if (told && awaited === variantId) told.isWaiting = told.messages < maxMessages;
    }
  }
}

/** Entries of forms whose link was not used do not wait. */
function readLine(ctx: AnyContext, tenantId: Id<'ten'>, productId: string, until: Date): Promise<Waiting[]> {
  return ctx.db.query<Waiting>(sql`
    select w.id, w.contact_id as "contactId", w.variant_id as "variantId", w.joined_at as "joinedAt",
      w.ended_at as "endedAt"
    from waitlist_entries w join contacts c on c.id = w.contact_id and c.erased_at is null
    where w.tenant_id = ${tenantId} and w.product_id = ${productId} and w.status <> 'pending' and w.sign_up_id is null
      and w.joined_at < ${until}
      and exists (select from products p where p.tenant_id = ${tenantId} and p.id = w.product_id)
    order by w.joined_at, w.id`);
}
