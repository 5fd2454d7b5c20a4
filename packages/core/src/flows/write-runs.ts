import { sql } from '../db/index.ts';
import { skipDeliveriesOfRuns } from '../messages/index.ts';
import type { Context, Transaction } from '../ports/index.ts';
import type { Run, RunChanges } from './run.ts';

/** Writes changes of runs whose contacts are locked. */
export async function writeRuns(ctx: Context<Transaction>, changes: RunChanges): Promise<void> {
  await insertRuns(ctx, [...changes.created.values()]);
  await updateRuns(ctx, [...changes.changed.values()]);
  if (changes.taken.length > 0) {
    await ctx.db.query(sql`
      insert into flow_run_steps (tenant_id, run_id, no, step_id, outcome, detail, at)
      select "tenantId", "runId", no, "stepId", outcome, detail, at
      from jsonb_to_recordset(${JSON.stringify(changes.taken)}::text::jsonb) as s (
        "tenantId" text, "runId" text, no integer, "stepId" text, outcome text, detail jsonb, at timestamptz)`);
  }
  await skipDeliveriesOfRuns(ctx, [...changes.withdrawn]);
}

async function insertRuns(ctx: Context<Transaction>, runs: readonly Run[]): Promise<void> {
  if (runs.length === 0) return;
  await ctx.db.query(sql`
    insert into flow_runs (id, tenant_id, flow_id, version, contact_id, entry_key, status, step_id, due_at, since,
      since_seq, trigger, taken, entered_at, ended_at, end_reason, goal_at)
    select id, "tenantId", "flowId", version, "contactId", "entryKey", status, "stepId", "dueAt", since, "sinceSeq", trigger, taken,
      "enteredAt", "endedAt", "endReason", "goalAt"
    from jsonb_to_recordset(${JSON.stringify(runs)}::text::jsonb) as r (
      id text, "tenantId" text, "flowId" text, version integer, "contactId" text, "entryKey" text, status text,
      "stepId" text, "dueAt" timestamptz, since timestamptz, "sinceSeq" bigint, trigger jsonb, taken integer,
      "enteredAt" timestamptz,      "endedAt" timestamptz, "endReason" text, "goalAt" timestamptz)`);
}

async function updateRuns(ctx: Context<Transaction>, runs: readonly Run[]): Promise<void> {
  if (runs.length === 0) return;
  const rows = runs.map(
    ({ id, status, stepId, dueAt, isWaiting, since, sinceSeq, taken, endedAt, endReason, goalAt }) => ({
      id,
      status,
      stepId,
      dueAt,
      isWaiting,
      since,
      sinceSeq,
      taken,
      endedAt,
      endReason,
      goalAt,
    }),
  );
  await ctx.db.query(sql`
    update flow_runs r set status = c.status, step_id = c."stepId", due_at = c."dueAt",
      is_waiting = c."isWaiting", since = c.since, since_seq = c."sinceSeq", taken = c.taken, ended_at = c."endedAt", end_reason = c."endReason", goal_at = c."goalAt", attempts = 0
    from jsonb_to_recordset(${JSON.stringify(rows)}::text::jsonb) as c (
      id text, status text, "stepId" text, "dueAt" timestamptz, "isWaiting" boolean,
      since timestamptz, "sinceSeq" bigint, taken integer, "endedAt" timestamptz,
      "endReason" text, "goalAt" timestamptz)
    where r.id = c.id`);
}
