import { lockLivingContacts } from '../contacts/index.ts';
import type { Id } from '../lib/index.ts';
import type { Context, Transaction } from '../ports/index.ts';
import type { MembershipChange } from '../segments/index.ts';
import { type Entering, enter } from './enter.ts';
import { keepFlows } from './flow-locks.ts';
import { type FollowedVersion, readOpenVersions, readShops } from './versions.ts';

/** Lets contacts enter flows because they entered or left a segment, in the transaction of that change. */
export async function enterBySegment(
  ctx: Context<Transaction>,
  tenantId: Id<'ten'>,
  changes: readonly MembershipChange[],
): Promise<void> {
  await keepFlows(ctx, [tenantId]);
  const versions = await readOpenVersions(ctx, tenantId, 'segment');
  if (versions.length === 0) return;
  const shop = (await readShops(ctx, [tenantId])).get(tenantId)!;
  const living = await lockLivingContacts(
    ctx,
    changes.map(({ contactId }) => contactId),
  );
  const entering = changes.flatMap((change) => versions.flatMap((version) => enteringByChange(version, change) ?? []));
  await enter(
    ctx,
    shop,
    entering.filter(({ contactId }) => living.has(contactId)),
  );
}

/** The contact of a change, if the flow starts with such a change; otherwise null. What an import changes starts none. */
export function enteringByChange(
  version: FollowedVersion,
  { segmentId, contactId, change, reason, at }: MembershipChange,
): Entering | null {
  const { trigger } = version.definition;
  if (trigger.kind !== 'segment' || trigger.segment !== segmentId || trigger.change !== change) return null;
  if (reason === 'imported') return null;
  const time = at.toISOString();
  return { version, contactId, at: time, seq: null, entryKey: '', trigger: { kind: 'segment', at: time } };
}
