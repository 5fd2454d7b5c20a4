import type { FlowRun, FlowRunDetail } from '@beckon/contract';
import { lockContact } from '../contacts/index.ts';
import { sql } from '../db/index.ts';
import { DomainError, type Id } from '../lib/index.ts';
import type { Context } from '../ports/index.ts';
import { lockActiveRuns } from './active-runs.ts';
import { type Entering, enter } from './enter.ts';
import { refusalText } from './entries.ts';
import { keepFlows } from './flow-locks.ts';
import { readRun, toFlowRun } from './read-runs.ts';
import { type Run, RunChanges } from './run.ts';
import { readFlow } from './stored-flows.ts';
import { type FollowedVersion, readShops, readVersions } from './versions.ts';
import { writeRuns } from './write-runs.ts';

/**
 * Lets a contact enter a live flow whose trigger is `api`.
 * @returns the run, or why there is none
 * @throws DomainError `not_found`, `conflict` when the flow is not live or has another trigger
 */
export function startFlowRun(
  ctx: Context,
  tenantId: Id<'ten'>,
  flowId: Id<'flw'>,
  given: { contactId: Id<'ctc'>; key: string },
): Promise<{ run: FlowRun | null; refused: string | null }> {
  return ctx.db.transaction(async (tx) => {
    const inTx = { ...ctx, db: tx };
    await keepFlows(inTx, [tenantId]);
    const flow = await readFlow(inTx, tenantId, flowId);
    if (flow.status !== 'live') throw new DomainError('conflict', `${flow.name} is not live`);
    const [version] = (await readVersions(inTx, [{ flowId, version: flow.publishedVersion! }])).values();
    if (version!.definition.trigger.kind !== 'api')
      throw new DomainError('conflict', `${flow.name} has another trigger than the API`);
    const contact = await lockContact(inTx, tenantId, { id: given.contactId });
    if (!contact) throw new DomainError('not_found', 'there is no contact with this id');
    const shop = (await readShops(inTx, [tenantId])).get(tenantId)!;
    const [outcome] = await enter(inTx, shop, [enteringByCall(version!, contact.id, given.key, shop.now)]);
    if ('reason' in outcome!) return { run: null, refused: refusalText(outcome.reason) };
    return { run: toFlowRun({ ...outcome!, flow: flow.name }), refused: null };
  });
}

/** The contact that a call of the API names. */
export function enteringByCall(version: FollowedVersion, contactId: Id<'ctc'>, entryKey: string, now: Date): Entering {
  const at = now.toISOString();
  return { version, contactId, at, seq: null, entryKey, trigger: { kind: 'api', at } };
}

/** Takes a contact out of a flow. A run that has ended stays as it is. @throws DomainError `not_found` */
export function endFlowRun(ctx: Context, tenantId: Id<'ten'>, id: Id<'run'>): Promise<FlowRunDetail> {
  return ctx.db.transaction(async (tx) => {
    const inTx = { ...ctx, db: tx };
    const [found] = await tx.query<Pick<Run, 'contactId'>>(sql`
      select contact_id as "contactId" from flow_runs where tenant_id = ${tenantId} and id = ${id}`);
    const contact = found && (await lockContact(inTx, tenantId, { id: found.contactId }));
    const runs = contact ? await lockActiveRuns(inTx, tenantId, [contact.id]) : [];
    const changes = new RunChanges(ctx.clock.now());
    for (const run of runs) if (run.id === id) changes.end(run, 'by_hand');
    await writeRuns(inTx, changes);
    return readRun(inTx, tenantId, id);
  });
}
