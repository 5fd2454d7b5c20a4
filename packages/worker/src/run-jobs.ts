import { setTimeout as pause } from 'node:timers/promises';
import { DatabaseUnavailable } from '@beckon/core/db';
import type { Context } from '@beckon/core/ports';
import {
  type AnyJobDefinition,
  claimJobs,
  extendLeases,
  type FinishedRun,
  finishJobs,
  type JobSet,
  runJobSet,
  wakeJobs,
} from '@beckon/core/queue';
import { trace } from '@opentelemetry/api';
import { DatabaseContact } from './database-contact.ts';

const tracer = trace.getTracer('beckon');

/** Milliseconds a claim holds without a sign of life, and between signs. */
const lease = 10_000;
const heartbeatEvery = 3_000;
const idlePause = 150;
const failurePause = 1_000;

/** Milliseconds between looks for jobs whose time has come, whose worker died, or whose limit has room. */
const wakeEvery = 100;

export type JobLoopOptions = {
  signal: AbortSignal;
  /** Everything that is run. */
  jobs: readonly AnyJobDefinition[];
  /** Maximum sets in progress. Of several, one place is kept for urgent jobs. */
  concurrency?: number;
  untilStored(milliseconds: number): Promise<void>;
};

/** Claims and runs jobs until `signal` aborts; jobs in progress are finished first. */
export async function runJobs(ctx: Context, options: JobLoopOptions): Promise<void> {
  const { jobs, signal, concurrency = 8 } = options;
  const running = new Set<Promise<void>>();
  const contact = new DatabaseContact(ctx.clock, lease);
  let wokenAt = Number.NEGATIVE_INFINITY;
  let after: Awaited<ReturnType<typeof wakeJobs>> = null;

  async function claim(): Promise<JobSet[]> {
    if (ctx.clock.monotonic() - wokenAt >= wakeEvery) {
      after = await wakeJobs(ctx, { isWatching: contact.hasLasted(), after });
      wokenAt = ctx.clock.monotonic();
    }
    const free = concurrency - running.size;
    const urgentOnly = concurrency > 1 && free === 1;
    const slots = concurrency > 1 && !urgentOnly ? free - 1 : free;
    return claimJobs(ctx, { slots, lease, jobs, urgentOnly });
  }

  while (!signal.aborted) {
    if (running.size === concurrency) {
      await Promise.race(running);
      continue;
    }
    const sets = await claim().catch(() => null);
    if (sets === null) contact.lost();
    else contact.made();
    for (const set of sets ?? []) {
      const run = runSet(ctx, jobs, set, signal).finally(() => {
        running.delete(run);
        // Its limit may have room for the next.
        if (set.jobs.some(({ limitKey }) => limitKey !== null)) wokenAt = Number.NEGATIVE_INFINITY;
      });
      running.add(run);
    }
    if (sets === null) await options.untilStored(failurePause);
    else if (sets.length === 0) await Promise.race([options.untilStored(idlePause), ...running]);
  }
  await Promise.all(running);
}

async function runSet(
  ctx: Context,
  definitions: readonly AnyJobDefinition[],
  set: JobSet,
  signal: AbortSignal,
): Promise<void> {
  const { kind, jobs } = set;
  const heartbeat = setInterval(() => void extendLeases(ctx, jobs, lease).catch(() => {}), heartbeatEvery);
  try {
    const runs = await tracer.startActiveSpan(`job ${kind}`, async (span) => {
      span.setAttribute('beckon.jobs', jobs.length);
      return runJobSet(ctx, definitions, set).finally(() => span.end());
    });
    const ours = await recordOutcomes(ctx, runs, signal);
    for (const { job, outcome } of runs) {
      if (!ours.has(job.id)) ctx.log.warn('a job was finished by another worker', { jobId: job.id, kind });
      if (outcome.outcome === 'dead') ctx.log.error('job is dead', { jobId: job.id, kind });
    }
  } catch {
    // Not recorded: the lease lapses and the jobs are taken again.
    ctx.log.warn('the outcome of jobs could not be recorded', { kind, jobs: jobs.length });
  } finally {
    clearInterval(heartbeat);
  }
}

/**
 * Records the outcomes of runs as soon as the database can be reached. Giving up at the first error would let the
 * leases lapse, and an outage would count as a death of the worker.
 */
async function recordOutcomes(
  ctx: Context,
  runs: readonly FinishedRun[],
  signal: AbortSignal,
): ReturnType<typeof finishJobs> {
  while (true) {
    try {
      return await finishJobs(ctx, runs);
    } catch (error) {
      if (!(error instanceof DatabaseUnavailable) || signal.aborted) throw error;
      await pause(failurePause);
    }
  }
}
