import { lockLivingContacts } from '../contacts/index.ts';
import { sql } from '../db/index.ts';
import { describeError } from '../lib/index.ts';
import { isRebuilding } from '../log/index.ts';
import { skipDeliveriesOfRuns } from '../messages/index.ts';
import type { Context, Transaction } from '../ports/index.ts';
import { runColumns } from './active-runs.ts';
import { tryToKeepFlows } from './flow-locks.ts';
import { flowsReaction } from './flows-reaction.ts';
import { type Run, RunChanges } from './run.ts';
import { takeSteps } from './take-steps.ts';
import { readShops, readVersions, versionKey } from './versions.ts';
import { writeRuns } from './write-runs.ts';

/** Maximum runs that one call moves. */
const maxRuns = 500;

/** Seconds until a run that failed is tried again; after the last, it ends. */
const retrySeconds = [1, 2, 4, 8, 16, 32, 300, 1_800, 7_200] as const;

/**
 * Moves runs whose time has come, up to 500: each takes its steps until it waits or ends. Everything that they cause is
 * committed together with where they stand.
 * @returns how many were moved
 */
export async function advanceRuns(ctx: Context): Promise<number> {
  // Without their history, contacts would seem not to have bought and not to have answered.
  if (await isRebuilding(ctx, flowsReaction)) return 0;
  try {
    return await ctx.db.transaction((tx) => advance({ ...ctx, db: tx }, null));
  } catch (error) {
    ctx.log.warn('a set of runs failed: each goes alone', { error: describeError(error) });
    return advanceAlone(ctx);
  }
}

/** One run that cannot be moved must not stop the others. */
async function advanceAlone(ctx: Context): Promise<number> {
  const due = await ctx.db.query<Pick<Run, 'id'>>(sql`
    select r.id from flow_runs r join flows f on f.id = r.flow_id and f.status = 'live'
    where r.status = 'active' and not r.is_paused and r.due_at <= ${ctx.clock.now()}
    order by r.due_at limit ${maxRuns}`);
  let moved = 0;
  for (const { id } of due) {
    try {
      moved += await ctx.db.transaction((tx) => advance({ ...ctx, db: tx }, id));
    } catch (error) {
      ctx.log.error('a run failed', { runId: id, error: describeError(error) });
      await ctx.db.transaction((tx) => postpone({ ...ctx, db: tx }, id));
    }
  }
  return moved;
}

async function advance(ctx: Context<Transaction>, only: Run['id'] | null): Promise<number> {
  const claimed = await claim(ctx, only);
  if (claimed.length === 0) return 0;
  const versions = await readVersions(ctx, claimed);
  // Paused since they were claimed: they are due again when the flow goes on.
  const runs = claimed.filter((run) => versions.get(versionKey(run))!.status === 'live');
  const shops = await readShops(
    ctx,
    runs.map(({ tenantId }) => tenantId),
  );
  const changes = new RunChanges(ctx.clock.now());
  await takeSteps(ctx, { runs, versions, shops, changes });
  await writeRuns(ctx, changes);
  return runs.length;
}

/**
 * Locks due runs, and then their flows and contacts. Others lock these first, so this never waits: what is locked is left
 * for the next call.
 */
async function claim(ctx: Context<Transaction>, only: Run['id'] | null): Promise<Run[]> {
  const due = await ctx.db.query<Run>(sql`
    select ${runColumns} from flow_runs r join flows f on f.id = r.flow_id and f.status = 'live'
    where r.status = 'active' and not r.is_paused and r.due_at <= ${ctx.clock.now()}
      and r.id = coalesce(${only}::text, r.id)
    order by r.due_at limit ${maxRuns} for update of r skip locked`);
  const kept = await tryToKeepFlows(
    ctx,
    due.map(({ tenantId }) => tenantId),
  );
  const living = await lockLivingContacts(
    ctx,
    due.map(({ contactId }) => contactId),
    { skipLocked: true },
  );
  return due.filter(({ tenantId, contactId }) => kept.has(tenantId) && living.has(contactId));
}

/** Tries a run again later, and ends it when that has not helped. */
async function postpone(ctx: Context<Transaction>, id: Run['id']): Promise<void> {
  const now = ctx.clock.now();
  const [run] = await ctx.db.query<Pick<Run, 'status'>>(sql`
    update flow_runs set attempts = attempts + 1,
      due_at = ${now}::timestamptz + (${JSON.stringify(retrySeconds)}::text::jsonb ->> attempts)::int * interval '1 second',
      status = case when attempts < ${retrySeconds.length} then status else 'failed' end,
      end_reason = case when attempts < ${retrySeconds.length} then end_reason else 'failed' end,
      ended_at = case when attempts < ${retrySeconds.length} then ended_at else ${now}::timestamptz end
    where id = ${id} and status = 'active' returning status`);
  // As of every run that is left.
  if (run?.status === 'failed') await skipDeliveriesOfRuns(ctx, [id]);
}
