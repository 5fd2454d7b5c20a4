import type { Count, Segment, Stats } from '@beckon/contract';
import { type ContactQuery, countContacts, countContactsUpTo, estimateContacts } from '../contacts/index.ts';
import type { Id } from '../lib/index.ts';
import type { AnyContext, Context } from '../ports/index.ts';
import { builtInSegments, kindOf, readMemberCounts, readSegments, segmentCondition } from '../segments/index.ts';
import { type Counts, countStats, readLogCounts } from './count-stats.ts';
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

/** The segments of a shop with how many contacts are in them. */
export async function listSegments(
  ctx: AnyContext,
  tenantId: Id<'ten'>,
  state: 'active' | 'archived',
): Promise<Segment[]> {
  const [{ counts, takenAt }, stored] = await Promise.all([knownCounts(ctx, tenantId), readSegments(ctx, tenantId)]);
  const kept = await readMemberCounts(ctx, tenantId);
  const builtIn = builtInSegments.map((segment) => ({
    ...segment,
    kind: 'built_in' as const,
    contactCount: { value: counts.segments[segment.id], isEstimate: false, takenAt },
    evaluation: null,
    updatedAt: null,
  }));
  const own = stored
    .filter(({ archivedAt }) => (archivedAt === null) === (state === 'active'))
    .map(({ id, name, description, definition, updatedAt }) => ({
      id,
      name,
      description,
      kind: kindOf({ definition }),
      ...kept.get(id)!,
      updatedAt: updatedAt.toISOString(),
    }));
  return state === 'active' ? [...builtIn, ...own] : own;
}

/** How many contacts match. In a large shop what is counted anyway is not counted again, and many are estimated. */
export async function countMatching(
  ctx: Context,
  tenantId: Id<'ten'>,
  { segment, ...asked }: Omit<ContactQuery, 'within'> & { segment?: string | undefined },
): Promise<Count> {
  const now = ctx.clock.now().toISOString();
  const query: ContactQuery = {
    ...asked,
    within: segment ? await segmentCondition(ctx, tenantId, segment) : undefined,
  };
  const isWhole = asked.filters.length === 0 && !asked.search?.trim();
  const members = segment && isWhole ? (await readMemberCounts(ctx, tenantId, [segment])).get(segment) : undefined;
  if (members) return members.contactCount;
  const kept = await readKeptCounts(ctx, tenantId);
  if (!kept) return { value: await countContacts(ctx, tenantId, query), isEstimate: false, takenAt: now };
  if (isWhole) {
    const value = segment ? keptCountOf(kept.counts, segment) : kept.counts.contacts;
    if (value !== undefined) return { value, isEstimate: false, takenAt: kept.takenAt };
  }
  const value = await countContactsUpTo(ctx, tenantId, query, maxCounted + 1);
  if (value <= maxCounted) return { value, isEstimate: false, takenAt: now };
  return { value: Math.max(value, await estimateContacts(ctx, tenantId, query)), isEstimate: true, takenAt: now };
}

/** Counts of built-in segments are kept. */
const keptCountOf = (counts: Counts, segment: string): number | undefined =>
  (counts.segments as Record<string, number>)[segment];

async function knownCounts(ctx: AnyContext, tenantId: Id<'ten'>) {
  const kept = await readKeptCounts(ctx, tenantId);
  return kept ?? { counts: await countStats(ctx, tenantId), takenAt: ctx.clock.now().toISOString() };
}
