import type { Context } from '../ports/index.ts';
import { findChanged, readChanges, readSegment } from '../segments/index.ts';
import { enteringByChange } from './enter-by-segment.ts';
import type { PastOpenings, PastQuery } from './past-openings.ts';

/** Contacts that entered or left the segment, as it was noted when they did. */
export async function pastMemberships(
  ctx: Context,
  { version, trigger, period, maxContacts }: PastQuery<'segment'>,
): Promise<PastOpenings> {
  const { tenantId } = version;
  const segmentId = trigger.segment as `seg_${string}`;
  const { name, createdAt, updatedAt, archivedAt, version: changed } = await readSegment(ctx, tenantId, segmentId);
  const query = { segmentId, change: trigger.change, ...period };
  const found = await findChanged(ctx, tenantId, query, maxContacts);
  const limits: string[] = [];
  const day = (date: Date) => date.toISOString().slice(0, 10);
  if (createdAt > period.from)
    limits.push(`The segment ${name} exists since ${day(createdAt)}: who would have been in it before is not known.`);
  if (changed > 1 && updatedAt > period.from)
    limits.push(
      `The segment ${name} was last changed on ${day(updatedAt)}: what is played before then follows the filter of that time.`,
    );
  if (archivedAt)
    limits.push(`The segment ${name} was archived on ${day(archivedAt)}: since then no contact enters or leaves it.`);
  return {
    ...found,
    read: async (inTx, contactIds) =>
      (await readChanges(inTx, tenantId, query, contactIds)).flatMap((one) => enteringByChange(version, one) ?? []),
    limits,
  };
}
