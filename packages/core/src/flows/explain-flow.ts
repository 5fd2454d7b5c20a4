import type { FlowExplanation } from '@beckon/contract';
import { findContact } from '../contacts/index.ts';
import { sql } from '../db/index.ts';
import { DomainError, type Id, timeInWords } from '../lib/index.ts';
import { readDeliveriesOfRuns, summarizeDelivery } from '../messages/index.ts';
import type { AnyContext } from '../ports/index.ts';
import { refusalText } from './entries.ts';
import { readRunsOf } from './read-runs.ts';
import { readFlow, type StoredFlow } from './stored-flows.ts';
import type { flowRefusals } from './tables.ts';

/**
 * Explains what a contact got from a flow, or why it never entered.
 * @throws DomainError `not_found`
 */
export async function explainFlow(
  ctx: AnyContext,
  tenantId: Id<'ten'>,
  contactId: Id<'ctc'>,
  flowId: Id<'flw'>,
): Promise<FlowExplanation> {
  const flow = await readFlow(ctx, tenantId, flowId);
  const contact = await findContact(ctx, tenantId, { id: contactId });
  if (!contact) throw new DomainError('not_found', 'there is no contact with this id');
  const runs = await readRunsOf(ctx, tenantId, contact.id, flowId);
  const deliveries = await readDeliveriesOfRuns(
    ctx,
    tenantId,
    contact.id,
    runs.map(({ id }) => id),
  );
  const refusals = await ctx.db.query<Pick<typeof flowRefusals.$inferSelect, 'reason' | 'refusedAt'>>(sql`
    select reason, refused_at as "refusedAt" from flow_refusals
    where tenant_id = ${tenantId} and contact_id = ${contact.id} and flow_id = ${flowId}
    order by refused_at desc limit 20`);
  return {
    summary: summaryOf(flow, runs, refusals[0]),
    runs: runs.map((run) => ({
      ...run,
      deliveries: deliveries.flatMap((delivery) => {
        const { id, message, status, origin } = delivery;
        if (origin.kind !== 'flow' || origin.runId !== run.id) return [];
        return [{ id, message, status, step: origin.stepId, text: summarizeDelivery(delivery) }];
      }),
    })),
    refusals: refusals.map(({ reason, refusedAt }) => ({ text: refusalText(reason), at: refusedAt.toISOString() })),
  };
}

type LastRun = Awaited<ReturnType<typeof readRunsOf>>[number];

function summaryOf(
  { name, status }: StoredFlow,
  [last]: readonly LastRun[],
  refusal: Pick<typeof flowRefusals.$inferSelect, 'reason' | 'refusedAt'> | undefined,
): string {
  if (last?.status === 'active') {
    const until = last.dueAt === null ? '' : `, until ${timeInWords(last.dueAt)} at the latest`;
    return `The contact entered ${name} at ${timeInWords(last.enteredAt)} and stands at the step "${last.step}"${until}.`;
  }
  if (last)
    return `The contact entered ${name} at ${timeInWords(last.enteredAt)} and is not inside any more. ${last.endReason ?? ''}`.trim();
  if (refusal) return `The contact never entered ${name}. ${refusalText(refusal.reason)}`;
  if (status === 'draft') return `The contact never entered ${name}: it has never been published.`;
  return `The contact never entered ${name}: nothing has happened that starts it for this contact.`;
}
