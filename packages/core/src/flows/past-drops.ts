import { catalogKeptSince, readPriceDrops } from '../catalog/index.ts';
import type { Context } from '../ports/index.ts';
import { atMoment } from './at-moment.ts';
import { enteringByDrop, findMeant } from './enter-by-price-drop.ts';
import { OpeningList, type PastOpenings, type PastQuery } from './past-openings.ts';

/** Maximum price drops that are played. */
const maxDrops = 500;

/** Contacts that had viewed a product when its price fell, and had not bought it. */
export async function pastDrops(
  ctx: Context,
  { version, trigger, period, maxContacts }: PastQuery<'price_drop'>,
): Promise<PastOpenings> {
  const { tenantId } = version;
  const drops = await readPriceDrops(ctx, tenantId, period);
  const list = new OpeningList();
  for (const { at, ...drop } of drops.slice(0, maxDrops)) {
    const contactIds = await findMeant(atMoment(ctx, at), tenantId, drop, trigger);
    list.add(contactIds.map((id) => enteringByDrop(version, id, { ...drop, at: at.toISOString() })));
  }
  const limits: string[] = [];
  const since = await catalogKeptSince(ctx);
  if (since > period.from)
    limits.push(`Changes of prices are kept since ${since.toISOString()}: earlier price drops are not known.`);
  if (drops.length > maxDrops) limits.push(`Of ${drops.length} price drops, the newest ${maxDrops} are played.`);
  return list.newest(maxContacts, limits);
}
