import { lockLivingContacts } from '../contacts/index.ts';
import type { Id } from '../lib/index.ts';
import type { Context, Transaction } from '../ports/index.ts';
import type { MembershipChange } from '../segments/index.ts';
import { type Entering, enter } from './enter.ts';
import { keepFlows } from './flow-locks.ts';
import { readOpenVersions, readShops } from './versions.ts';

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
  const entering = changes.flatMap(({ segmentId, contactId, change, at }): Entering[] => {
    const time = at.toISOString();
    return versions.flatMap((version) => {
      const { trigger } = version.definition;
      const isMeant = trigger.kind === 'segment' && trigger.segment === segmentId && trigger.change === change;
      if (!isMeant || !living.has(contactId)) return [];
      return [{ version, contactId, at: time, seq: null, entryKey: '', trigger: { kind: 'segment', at: time } }];
    });
  });
  await enter(ctx, shop, entering);
}
