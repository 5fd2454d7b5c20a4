import { lockLivingContacts } from '../contacts/index.ts';
import { sql } from '../db/index.ts';
import type { Id } from '../lib/index.ts';
import type { Context, Transaction } from '../ports/index.ts';
import type { MembershipChange } from '../segments/index.ts';
import { type Entering, enter } from './enter.ts';
import { type FollowedVersion, readShops, readVersions } from './versions.ts';

/** Lets contacts enter flows because they entered or left a segment, in the transaction of that change. */
export async function enterBySegment(
  ctx: Context<Transaction>,
  tenantId: Id<'ten'>,
  changes: readonly MembershipChange[],
): Promise<void> {
  const flows = await ctx.db.query<Pick<FollowedVersion, 'flowId' | 'version'>>(sql`
    select f.id as "flowId", v.version from flows f
    join flow_versions v on v.flow_id = f.id and v.version = f.published_version
    where f.tenant_id = ${tenantId} and f.status = 'live' and v.definition -> 'trigger' ->> 'kind' = 'segment'
      and v.definition -> 'trigger' ->> 'segment' in ${sql.texts([...new Set(changes.map(({ segmentId }) => segmentId))])}`);
  if (flows.length === 0) return;
  const versions = [...(await readVersions(ctx, flows)).values()];
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
