import type { FlowTrigger, SegmentFilter } from '@beckon/contract';
import type { PriceDrop } from '../catalog/index.ts';
import { lockLivingContacts } from '../contacts/index.ts';
import type { Id } from '../lib/index.ts';
import { isRebuilding } from '../log/index.ts';
import type { Context, Transaction } from '../ports/index.ts';
import { defineJob, enqueue } from '../queue/index.ts';
import { findMatches } from '../segments/index.ts';
import { type Entering, enter } from './enter.ts';
import { flowsReaction } from './flows-reaction.ts';
import { type FollowedVersion, keepOpen, readOpenVersions, readShops } from './versions.ts';

/** Milliseconds after which it is asked again whether the history of contacts is complete. */
const rebuildCheckEvery = 10_000;

/** A price drop at a moment. */
export type Announced = PriceDrop & { at: string };

/** Lets contacts who viewed a product enter, because it costs less. */
export const enterByPriceDropJob = defineJob<Announced>({
  kind: 'flow.price_drop',
  async run(ctx, { tenantId, payload }) {
    // Without their history, no contact would have viewed or bought anything.
    if (await isRebuilding(ctx, flowsReaction)) return { outcome: 'waiting', runAfter: rebuildCheckEvery };
    await enterByPriceDrop(ctx, tenantId, payload);
    return { outcome: 'done' };
  },
});

/** Lets contacts enter later, in the transaction that changes the prices; not where no flow is live for it. */
export async function announcePriceDrops(
  ctx: Context<Transaction>,
  tenantId: Id<'ten'>,
  drops: readonly PriceDrop[],
): Promise<void> {
  if (drops.length === 0 || (await readOpenVersions(ctx, tenantId, 'price_drop')).length === 0) return;
  const at = ctx.clock.now().toISOString();
  await enqueue(
    ctx,
    enterByPriceDropJob,
    drops.map((drop) => ({ tenantId, payload: { ...drop, at }, uniqueKey: keyOf({ ...drop, at }) })),
  );
}

const keyOf = ({ productId, variantId, after, at }: Announced) => JSON.stringify([productId, variantId, after, at]);

/** Maximum contacts that enter in one transaction. */
const maxContacts = 500;

/**
 * Lets the contacts enter that each flow means. Run again after a crash, it lets no contact enter twice: for each price
 * drop, a contact enters once.
 * @returns how many entered
 */
export async function enterByPriceDrop(ctx: Context, tenantId: Id<'ten'>, drop: Announced): Promise<number> {
  let entered = 0;
  for (const version of await readOpenVersions(ctx, tenantId, 'price_drop')) {
    const { trigger } = version.definition;
    if (trigger.kind !== 'price_drop') continue;
    const contactIds = await findMeant(ctx, tenantId, drop, trigger);
    for (let from = 0; from < contactIds.length; from += maxContacts) {
      const some = contactIds.slice(from, from + maxContacts);
      entered += await ctx.db.transaction((tx) => enterSome({ ...ctx, db: tx }, version, drop, some));
    }
  }
  return entered;
}

export type PriceDropTrigger = Extract<FlowTrigger, { kind: 'price_drop' }>;

/** The contacts that a flow means by a price drop; none if it is too small. */
export async function findMeant(
  ctx: Context,
  tenantId: Id<'ten'>,
  drop: PriceDrop,
  trigger: PriceDropTrigger,
): Promise<Id<'ctc'>[]> {
  return isLargeEnough(drop, trigger) ? findMatches(ctx, tenantId, viewersOf(drop.productId, trigger)) : [];
}

const isLargeEnough = ({ before, after }: PriceDrop, { percent }: PriceDropTrigger) =>
  (before - after) * 100 >= before * percent;

/** Those who viewed the product, and have not bought it in the same time. */
function viewersOf(productId: string, { viewedWithin }: PriceDropTrigger): SegmentFilter {
  const products = [productId];
  const period = { operator: 'within_last' as const, ...viewedWithin };
  return {
    kind: 'and',
    filters: [
      { kind: 'product', action: 'viewed', products, period },
      { kind: 'not', filter: { kind: 'product', action: 'bought', products, period } },
    ],
  };
}

async function enterSome(
  ctx: Context<Transaction>,
  version: FollowedVersion,
  drop: Announced,
  contactIds: readonly Id<'ctc'>[],
): Promise<number> {
  const { tenantId } = version;
  if (!(await keepOpen(ctx, version))) return 0;
  const living = await lockLivingContacts(ctx, contactIds);
  const shop = (await readShops(ctx, [tenantId])).get(tenantId)!;
  const entering = contactIds.filter((id) => living.has(id)).map((id) => enteringByDrop(version, id, drop));
  const outcomes = await enter(ctx, shop, entering);
  return outcomes.filter((outcome) => !('reason' in outcome)).length;
}

/** A contact that a flow means by a price drop. */
export function enteringByDrop(version: FollowedVersion, contactId: Id<'ctc'>, drop: Announced): Entering {
  const { productId, variantId, after: price, at } = drop;
  const trigger = { kind: 'price_drop', at, productId, variantId, price } as const;
  return { version, contactId, at, seq: null, isOccasion: true, entryKey: keyOf(drop), trigger };
}
