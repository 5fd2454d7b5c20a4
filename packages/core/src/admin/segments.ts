import type { Facts, NewSegment, SegmentChanges, SegmentDetail, SegmentMembers } from '@beckon/contract';
import type { Caller } from '../access/index.ts';
import { audited, compareFacts } from '../audit/index.ts';
import { checkSegmentUnscheduled } from '../campaigns/index.ts';
import { checkSegmentUnneeded } from '../flows/index.ts';
import type { Id } from '../lib/index.ts';
import type { Context } from '../ports/index.ts';
import * as segments from '../segments/index.ts';

const labels = { name: 'Name', description: 'Description', definition: 'Definition', isArchived: 'Archived' };

const factsOf = ({ name, description, definition, archivedAt }: segments.StoredSegment) => ({
  name,
  description,
  definition: definition && JSON.stringify(definition),
  isArchived: archivedAt !== null,
});

/** @throws DomainError `validation_failed`, `conflict` */
export function createSegment(ctx: Context, caller: Caller, given: NewSegment): Promise<SegmentDetail> {
  return audited(ctx, caller, async (inTx) => {
    const segment = await segments.createSegment(inTx, caller.tenantId, given);
    return {
      result: await segments.toSegmentDetail(inTx, caller.tenantId, segment),
      change: {
        action: 'segment.created',
        target: { kind: 'segment', id: segment.id },
        summary: `Segment ${segment.name} created`,
        after: factsOf(segment),
      },
    };
  });
}

/** @throws DomainError `not_found`, `validation_failed`, `conflict` */
export function changeSegment(
  ctx: Context,
  caller: Caller,
  id: Id<'seg'>,
  changes: SegmentChanges,
): Promise<SegmentDetail> {
  return audited(ctx, caller, async (inTx) => {
    const { before, after } = await segments.changeSegment(inTx, caller.tenantId, id, changes);
    if (after.archivedAt && !before.archivedAt) {
      await inTx.db.transaction(async (tx) => {
        await checkSegmentUnneeded({ ...inTx, db: tx }, caller.tenantId, id);
        await checkSegmentUnscheduled({ ...inTx, db: tx }, caller.tenantId, id);
      });
    }
    return {
      result: await segments.toSegmentDetail(inTx, caller.tenantId, after),
      change: {
        action: 'segment.changed',
        target: { kind: 'segment', id },
        ...compareFacts(before.name, labels, factsOf(before), factsOf(after)),
      },
    };
  });
}

const done: Record<SegmentMembers['membership'], (count: string, name: string) => string> = {
  in: (count, name) => `${count} added to ${name} by hand`,
  out: (count, name) => `${count} removed from ${name} by hand`,
  by_filter: (count, name) => `${count} of ${name} left to its filter again`,
};

/** @throws DomainError `not_found`, `validation_failed` */
export function changeSegmentMembers(
  ctx: Context,
  caller: Caller,
  id: Id<'seg'>,
  given: SegmentMembers,
): Promise<number> {
  return audited(ctx, caller, async (inTx) => {
    const { name } = await segments.readSegment(inTx, caller.tenantId, id);
    const changed = await segments.changeMembers(inTx, caller.tenantId, id, given);
    const after: Facts = { contacts: given.contacts, membership: given.membership };
    return {
      result: changed,
      change: {
        action: 'segment.members_changed',
        target: { kind: 'segment', id },
        summary: done[given.membership](changed === 1 ? '1 contact' : `${changed} contacts`, name),
        after,
      },
    };
  });
}
