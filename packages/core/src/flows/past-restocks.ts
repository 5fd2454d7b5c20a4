import { catalogKeptSince, readRestocks } from '../catalog/index.ts';
import type { Context } from '../ports/index.ts';
import { playWaves } from '../waitlists/index.ts';
import { enteringByWave } from './enter-by-restock.ts';
import { OpeningList, type PastOpenings, type PastQuery } from './past-openings.ts';

/** Maximum restocks that are played. */
const maxRestocks = 500;

/** Shoppers who waited for products that were back in stock, wave by wave. */
export async function pastRestocks(
  ctx: Context,
  { version, period, maxContacts }: PastQuery<'restock'>,
): Promise<PastOpenings> {
  const { tenantId } = version;
  const changes = await readRestocks(ctx, tenantId, period, maxRestocks);
  const list = new OpeningList();
  for (const [productId, own] of Map.groupBy(changes, (change) => change.productId)) {
    const told = await playWaves(ctx, tenantId, productId, own, period.until);
    list.add(told.map((entry) => enteringByWave(version, entry, entry.wave, entry.at)));
  }
  const limits = [
    'It is played as if no shopper had been told before. A shopper who signed up again after a message counts from then.',
    'Waitlist entries count from the moment of their form, even if its link was used later.',
  ];
  const since = await catalogKeptSince(ctx);
  if (since > period.from)
    limits.push(`Changes of the stock are kept since ${since.toISOString()}: earlier restocks are not known.`);
  const restocks = changes.filter(({ before, quantity }) => before === 0 && quantity !== 0).length;
  if (restocks >= maxRestocks) limits.push(`At most the newest ${maxRestocks} restocks are played.`);
  return list.newest(maxContacts, limits);
}
