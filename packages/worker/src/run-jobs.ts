import { setTimeout as pause } from 'node:timers/promises';
import { DatabaseUnavailable } from '@beckon/core/db';
import { describeError } from '@beckon/core/lib';
import type { Context } from '@beckon/core/ports';
import { type ClaimedJob, claimJobs, extendLease, finishJob, type JobOutcome } from '@beckon/core/queue';
import { trace } from '@opentelemetry/api';
import { DatabaseContact } from './database-contact.ts';
import { handle } from './handlers.ts';

const tracer = trace.getTracer('beckon');

/** Milliseconds a claim holds without a sign of life, and between signs. */
const lease = 10_000;
const heartbeatEvery = 3_000;
const idlePause = 150;
const failurePause = 1_000;

export type JobLoopOptions = {
  signal: AbortSignal;
  /** Maximum jobs in progress. */
  concurrency?: number;
  untilStored(milliseconds: number): Promise<void>;
};

/** Claims and runs jobs until `signal` aborts; jobs in progress are finished first. */
export async function runJobs(ctx: Context, options: JobLoopOptions): Promise<void> {
  const running = new Set<Promise<void>>();
  const concurrency = options.concurrency ?? 8;
  const contact = new DatabaseContact(ctx.clock, lease);
  while (!options.signal.aborted) {
    const free = concurrency - running.size;
    if (free === 0) {
      await Promise.race(running);
      continue;
    }
    const jobs = await claimJobs(ctx, free, lease, contact.hasLasted()).catch(() => null);
    if (jobs === null) contact.lost();
    else contact.made();
    for (const job of jobs ?? []) {
      const run = runJob(ctx, job, options.signal).finally(() => running.delete(run));
      running.add(run);
    }
    if (jobs === null) await options.untilStored(failurePause);
    else if (jobs.length === 0) await options.untilStored(idlePause);
  }
  await Promise.all(running);
}

async function runJob(ctx: Context, job: ClaimedJob, signal: AbortSignal): Promise<void> {
  const heartbeat = setInterval(() => void extendLease(ctx, job, lease).catch(() => {}), heartbeatEvery);
  try {
    const outcome = await tracer.startActiveSpan(`job ${job.kind}`, (span) =>
      outcomeOf(ctx, job).finally(() => span.end()),
    );
    const isOurs = await recordOutcome(ctx, job, outcome, signal);
    if (!isOurs) ctx.log.warn('a job was finished by another worker', { jobId: job.id, kind: job.kind });
    if (outcome.outcome === 'dead') ctx.log.error('job is dead', { jobId: job.id, kind: job.kind });
  } catch {
    // Not recorded: the lease lapses and the job is taken again.
    ctx.log.warn('the outcome of a job could not be recorded', { jobId: job.id, kind: job.kind });
  } finally {
    clearInterval(heartbeat);
  }
}

/**
 * Records the outcome of a run as soon as the database can be reached. Giving up at the first error would let the
 * lease lapse, and an outage would count as a death of the worker.
 */
async function recordOutcome(
  ctx: Context,
  job: ClaimedJob,
  outcome: JobOutcome,
  signal: AbortSignal,
): Promise<boolean> {
  while (true) {
    try {
      return await finishJob(ctx, job, outcome);
    } catch (error) {
      if (!(error instanceof DatabaseUnavailable) || signal.aborted) throw error;
      await pause(failurePause);
    }
  }
}

async function outcomeOf(ctx: Context, job: ClaimedJob): Promise<JobOutcome> {
  try {
    return await handle(ctx, job);
  } catch (error) {
    return { outcome: 'retry', reason: describeError(error) };
  }
}
