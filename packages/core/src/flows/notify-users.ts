import type { FlowStep } from '@beckon/contract';
import { listUsers } from '../access/index.ts';
import { sql } from '../db/index.ts';
import type { Id } from '../lib/index.ts';
import { escapeHtml, mailUser, type UserMail } from '../messages/index.ts';
import type { Context, Transaction } from '../ports/index.ts';
import { defineJob, enqueue, type JobOutcome, setJobLimit } from '../queue/index.ts';
import type { Run } from './run.ts';
import { noteDetail } from './step-detail.ts';

type Notice = { runId: Id<'run'>; stepId: string; userId: string; text: string };

/** Maximum mails that one flow writes to users in an hour. */
const maxNotices = { max: 30, window: 60 * 60_000 };

/** Writes a mail to a user of the shop. It is no message: it reaches no contact. */
export const notifyUserJob = defineJob<Notice>({
  kind: 'flow.notify_user',
  run: (ctx, { tenantId, payload }) => notifyUser(ctx, tenantId, payload),
});

/**
 * Writes to the users whom a step names, for the runs that take it, in their transaction.
 * @returns how many users there are
 */
export async function queueNotices(
  ctx: Context<Transaction>,
  tenantId: Id<'ten'>,
  step: Extract<FlowStep, { kind: 'notify_user' }>,
  runs: readonly Pick<Run, 'id' | 'flowId'>[],
): Promise<number> {
  const users = (await listUsers(ctx, tenantId)).filter(
    ({ role, status }) => role === step.role && status === 'active',
  );
  if (users.length === 0) return 0;
  const limitKey = `notify/${runs[0]!.flowId}`;
  await setJobLimit(ctx, tenantId, limitKey, { rate: maxNotices });
  const notices = runs.flatMap(({ id: runId }) =>
    users.map(({ id: userId }) => ({
      tenantId,
      payload: { runId, stepId: step.id, userId, text: step.text },
      uniqueKey: `${runId}/${step.id}/${userId}`,
      limitKey,
    })),
  );
  await enqueue(ctx, notifyUserJob, notices);
  return users.length;
}

type Told = { flow: string; contactId: Id<'ctc'>; name: string | null; userEmail: string };

async function notifyUser(ctx: Context, tenantId: Id<'ten'>, notice: Notice): Promise<JobOutcome> {
  const [told] = await ctx.db.query<Told>(sql`
    select f.name as flow, c.id as "contactId",
      coalesce(nullif(concat_ws(' ', c.first_name, c.last_name), ''), c.email, c.user_id) as name, u.email as "userEmail"
    from flow_runs r join flows f on f.id = r.flow_id join contacts c on c.id = r.contact_id
    join users u on u.tenant_id = r.tenant_id and u.id = ${notice.userId}
    where r.tenant_id = ${tenantId} and r.id = ${notice.runId} and c.erased_at is null`);
  // The contact was erased or the user removed in the meantime.
  if (!told) return { outcome: 'done' };
  const outcome = await mailUser(ctx, tenantId, writeMail(notice, told));
  if (outcome.outcome === 'dead') await noteDetail(ctx, notice, { reason: outcome.reason });
  return outcome;
}

function writeMail({ runId, stepId, userId, text }: Notice, { flow, contactId, name, userEmail }: Told): UserMail {
  const lines = [`Contact: ${name ?? contactId} (${contactId})`, `Flow: ${flow}`];
  return {
    vendorKey: `${runId}/${stepId}/${userId}`,
    to: userEmail,
    // A contact chooses its name: only the text of the step is a header.
    subject: text,
    html: [text, ...lines].map((line) => `<p>${escapeHtml(line)}</p>`).join('\n'),
    text: [text, '', ...lines, ''].join('\n'),
  };
}
