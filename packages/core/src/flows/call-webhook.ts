import { sql } from '../db/index.ts';
import { type Id, retryDelay } from '../lib/index.ts';
import type { Context, Transaction } from '../ports/index.ts';
import { defineJob, enqueue, type JobOutcome } from '../queue/index.ts';
import { postWebhook } from '../webhooks/index.ts';
import type { Run } from './run.ts';
import { noteDetail } from './step-detail.ts';
import type { flows, TriggerFacts } from './tables.ts';

/** Ids only: what is posted is read when it is posted. */
type Call = { runId: Id<'run'>; stepId: string; url: string; at: string };

/** Milliseconds after which a paused flow is asked again. */
const pausedFor = 60_000;

/** Posts a webhook of a flow. It is tried again as all jobs are, under the same id. */
export const callWebhookJob = defineJob<Call>({
  kind: 'flow.webhook',
  isSync: true,
  run: (ctx, { tenantId, payload, attempts }) => callWebhook(ctx, tenantId, payload, attempts),
});

/** Calls the webhook of a step for the runs that take it, in their transaction. */
export async function queueWebhooks(
  ctx: Context<Transaction>,
  step: { id: string; url: string },
  runs: readonly Pick<Run, 'id' | 'tenantId'>[],
): Promise<void> {
  const at = ctx.clock.now().toISOString();
  await enqueue(
    ctx,
    callWebhookJob,
    runs.map(({ id: runId, tenantId }) => ({
      tenantId,
      payload: { runId, stepId: step.id, url: step.url, at },
      uniqueKey: `${runId}/${step.id}`,
    })),
  );
}

type Called = Pick<typeof flows.$inferSelect, 'name' | 'status'> & {
  flowId: Id<'flw'>;
  trigger: TriggerFacts;
  contact: Record<string, unknown>;
};

async function callWebhook(ctx: Context, tenantId: Id<'ten'>, call: Call, attempts: number): Promise<JobOutcome> {
  const { runId, stepId, url, at } = call;
  const called = await readCalled(ctx, tenantId, runId);
  // Erased in the meantime: there is nothing left to tell.
  if (!called) return { outcome: 'done' };
  if (called.status === 'paused') return { outcome: 'waiting', runAfter: pausedFor };
  const { flowId, name, contact, trigger } = called;
  const { waitlist: _, seq: __, ...facts } = trigger;
  const data = { flow: { id: flowId, name }, run: { id: runId }, step: stepId, contact, trigger: facts };
  const id = `${runId}_${stepId}`;
  const posted = await postWebhook(ctx, tenantId, { url, id, type: 'flow.step', at, data });
  const { result, reason, ...wait } = posted;
  const status = result === 'retry' && retryDelay(attempts, 0) === null ? 'refused' : result;
  await noteDetail(ctx, call, { status, reason, attempts });
  if (status === 'delivered') return { outcome: 'done' };
  return status === 'refused' ? { outcome: 'dead', reason } : { outcome: 'retry', reason, ...wait };
}

async function readCalled(ctx: Context, tenantId: Id<'ten'>, runId: Id<'run'>): Promise<Called | null> {
  const [called] = await ctx.db.query<Called>(sql`
    select f.id as "flowId", f.name, f.status, r.trigger, jsonb_build_object(
      'id', c.id, 'userId', c.user_id, 'email', c.email, 'phone', c.phone, 'firstName', c.first_name,
      'lastName', c.last_name, 'language', c.language, 'properties', c.properties) as contact
    from flow_runs r join flows f on f.id = r.flow_id join contacts c on c.id = r.contact_id
    where r.tenant_id = ${tenantId} and r.id = ${runId} and c.erased_at is null`);
  return called ?? null;
}
