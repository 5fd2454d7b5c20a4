import type { Count, Segment, Stats } from '@beckon/contract';
import { type ContactQuery, countContacts, countContactsUpTo, estimateContacts } from '../contacts/index.ts';
import type { Id } from '../lib/index.ts';
import type { AnyContext, Context } from '../ports/index.ts';
import { segmentRule, segments } from '../segments/index.ts';
import { countStats, readLogCounts } from './count-stats.ts';
import { readKeptCounts } from './kept-counts.ts';

/** Up to here a large shop's matches are counted one by one: 3 to 20 ms at 1,000,000 contacts. */
const maxCounted = 10_000;

/** The totals of a tenant, out of the projections. */
export async function readStats(ctx: AnyContext, tenantId: Id<'ten'>): Promise<Stats> {
  const [known, log] = await Promise.all([knownCounts(ctx, tenantId), readLogCounts(ctx, tenantId)]);
  const { contacts, visitors, orders, zeroValueOrders, revenue, segments } = known.counts;
  const subscribers = segments.newsletter;
  return { contacts, visitors, ...log, orders, zeroValueOrders, revenue, subscribers, takenAt: known.takenAt };
}

/** The segments of a shop, with how many contacts are in each. */
export async function readSegments(ctx: AnyContext, tenantId: Id<'ten'>): Promise<Segment[]> {
  const { counts, takenAt } = await knownCounts(ctx, tenantId);
  return segments.map((segment) => ({
    ...segment,
    contactCount: { value: counts.segments[segment.id], isEstimate: false, takenAt },
  }));
}

/** How many contacts match. In a large shop what is counted anyway is not counted again, and many are estimated. */
export async function countMatching(
  ctx: Context,
  tenantId: Id<'ten'>,
  { segment, ...asked }: Omit<ContactQuery, 'within'> & { segment?: Segment['id'] | undefined },
): Promise<Count> {
  const now = ctx.clock.now().toISOString();
  const query: ContactQuery = { ...asked, within: segment && segmentRule(tenantId, segment) };
  const kept = await readKeptCounts(ctx, tenantId);
  if (!kept) return { value: await countContacts(ctx, tenantId, query), isEstimate: false, takenAt: now };
  if (asked.filters.length === 0 && !asked.search?.trim()) {
    const value = segment ? kept.counts.segments[segment] : kept.counts.contacts;
    return { value, isEstimate: false, takenAt: kept.takenAt };
  }
  const value = await countContactsUpTo(ctx, tenantId, query, maxCounted + 1);
  if (value <= maxCounted) return { value, isEstimate: false, takenAt: now };
  return { value: Math.max(value, await estimateContacts(ctx, tenantId, query)), isEstimate: true, takenAt: now };
}

async function knownCounts(ctx: AnyContext, tenantId: Id<'ten'>) {
  const kept = await readKeptCounts(ctx, tenantId);
  return kept ?? { counts: await countStats(ctx, tenantId), takenAt: ctx.clock.now().toISOString() };
}
