import { describeError } from '../lib/index.ts';
import type { Context } from '../ports/index.ts';
import type { JobSet } from './claim.ts';
import type { FinishedRun } from './finish.ts';
import type { AnyJobDefinition, ClaimedJob, JobOutcome } from './job.ts';

/** Milliseconds until a job of an unknown kind is looked at again. */
const unknownPause = 60_000;

/** Runs a claimed set by the definition of its kind. Never throws: what a job throws is a retry. */
export async function runJobSet(
  ctx: Context,
  definitions: readonly AnyJobDefinition[],
  { kind, jobs }: JobSet,
): Promise<FinishedRun[]> {
  const definition = definitions.find((each) => each.kind === kind);
  if (!definition) {
    // From a newer version, or one that was taken back: a worker that knows it may come.
    ctx.log.warn('no job is defined for this kind: it waits', { kind, jobs: jobs.length });
    return jobs.map((job) => ({ job, outcome: { outcome: 'waiting', runAfter: unknownPause } }));
  }
  const run = definition.run as (ctx: Context, jobs: readonly ClaimedJob[]) => Promise<JobOutcome[]>;
  try {
    return await outcomesOf(ctx, run, jobs);
  } catch (error) {
    if (jobs.length > 1) ctx.log.warn('a set of jobs failed: each runs alone', { kind, error: describeError(error) });
    else return [{ job: jobs[0]!, outcome: { outcome: 'retry', reason: describeError(error) } }];
  }
  const runs: FinishedRun[] = [];
  for (const job of jobs)
    runs.push(...(await runJobSet(ctx, definitions, { tenantId: job.tenantId, kind, jobs: [job] })));
  return runs;
}

async function outcomesOf(
  ctx: Context,
  run: (ctx: Context, jobs: readonly ClaimedJob[]) => Promise<JobOutcome[]>,
  jobs: readonly ClaimedJob[],
): Promise<FinishedRun[]> {
  const outcomes = await run(ctx, jobs);
  if (outcomes.length !== jobs.length) throw new Error(`${outcomes.length} outcomes for ${jobs.length} jobs`);
  return jobs.map((job, at) => ({ job, outcome: outcomes[at]! }));
}
