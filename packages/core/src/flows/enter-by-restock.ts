import { type ProductReference, readProduct } from '../catalog/index.ts';
import type { Id } from '../lib/index.ts';
import type { Context, Transaction } from '../ports/index.ts';
import { defineJob, enqueue } from '../queue/index.ts';
import { type TakenEntry, takeWaiting, type Wave, waveKey, waves } from '../waitlists/index.ts';
import { type Entering, enter } from './enter.ts';
import { keepFlows } from './flow-locks.ts';
import { type FollowedVersion, readOpenVersions, readShops } from './versions.ts';

/** Lets the next shoppers who wait for a product enter, because it is back in stock. */
export const runWaveJob = defineJob<Wave>({
  kind: 'waitlist.wave',
  async run(ctx, { tenantId, payload }) {
    await runWave(ctx, tenantId, payload);
    return { outcome: 'done' };
  },
});

/** Starts to notify those who wait for a product, in the transaction in which it is back in stock. */
export async function startWaves(
  ctx: Context<Transaction>,
  tenantId: Id<'ten'>,
  { productId, variantId, restock }: Omit<Wave, 'wave'>,
): Promise<void> {
  await enqueueWave(ctx, tenantId, { productId, variantId, restock, wave: 0 }, ctx.clock.now());
}

async function enqueueWave(
  ctx: Context | Context<Transaction>,
  tenantId: Id<'ten'>,
  wave: Wave,
  runAt: Date,
): Promise<void> {
  await enqueue(ctx, runWaveJob, [{ tenantId, payload: wave, uniqueKey: waveKey(wave), runAt }]);
}

/**
 * Lets the shoppers of one wave enter the flows with the trigger `restock`. Without such a flow that is live, they go on
 * waiting. Their messages check the stock once more when they are sent.
 * @returns how many were taken from the waitlist
 */
export async function runWave(ctx: Context, tenantId: Id<'ten'>, wave: Wave): Promise<{ taken: number }> {
  // Without the catalog there is nothing to say: content never comes from a browser.
  if (!(await readProduct(ctx, tenantId, wave.productId, wave.variantId))) return { taken: 0 };
  let taken = 0;
  for (;;) {
    const batch = await ctx.db.transaction((tx) => enterSome({ ...ctx, db: tx }, tenantId, wave));
    taken += batch.taken;
    if (batch.next === 'none') return { taken };
    if (batch.next === 'wave') break;
  }
  const runAt = new Date(ctx.clock.now().getTime() + waves.every);
  await enqueueWave(ctx, tenantId, { ...wave, wave: wave.wave + 1 }, runAt);
  return { taken };
}

async function enterSome(ctx: Context<Transaction>, tenantId: Id<'ten'>, wave: Wave) {
  await keepFlows(ctx, [tenantId]);
  const versions = await readOpenVersions(ctx, tenantId, 'restock');
  if (versions.length === 0) return { taken: 0, next: 'none' as const };
  const { entries, next } = await takeWaiting(ctx, tenantId, wave);
  const shop = (await readShops(ctx, [tenantId])).get(tenantId)!;
  const entering = entries.flatMap((entry) =>
    versions.map((version) => enteringByWave(version, entry, wave, shop.now)),
  );
  await enter(ctx, shop, entering);
  return { taken: entries.length, next };
}

/** The contact of an entry that a wave has taken. */
export function enteringByWave(
  version: FollowedVersion,
  entry: TakenEntry,
  wave: ProductReference,
  now: Date,
): Entering {
  const at = now.toISOString();
  const { productId, variantId } = wave;
  const { id: entryId, contactId, variantId: awaited } = entry;
  const trigger = { kind: 'restock', at, productId, variantId, waitlist: { entryId, variantId: awaited } } as const;
  return { version, contactId, at, seq: null, entryKey: entryId, trigger };
}
