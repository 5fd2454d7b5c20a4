import { setTimeout as pause } from 'node:timers/promises';
import { collectEvents } from '../collect/index.ts';
import { consumers, contactsConsumer } from '../consumers/index.ts';
import { readRunningErasures } from '../contacts/index.ts';
import { jobs } from '../jobs/index.ts';
import { Appender, type Consumer, ConsumerRunner, type EventSource, readLag } from '../log/index.ts';
import type { Context } from '../ports/index.ts';
import { runErasure } from '../privacy/index.ts';
import { claimJobs, finishJobs, type JobOutcome, runJobSet, wakeJobs } from '../queue/index.ts';

/** Sends events through the same door as a request does. */
export function collect(ctx: Context, source: EventSource, events: object[], envelope: object = {}) {
  return collectEvents(
    ctx,
    new Appender(ctx.db, { deadline: 10_000 }),
    source,
    JSON.stringify({ ...envelope, events }),
  );
}

/** Lets a consumer apply everything that is stored. */
export async function applyAll(ctx: Context, consumer: Consumer = contactsConsumer): Promise<void> {
  const runner = new ConsumerRunner(ctx, consumer, { holder: ctx.ids.newUuid() });
  await drain(ctx, runner, consumer);
  await runner.release();
}

/**
 * Turns until nothing waits. Readers stay below the oldest transaction of the whole server, and other test files have
 * theirs open on it: idle is not yet done.
 * @throws Error after ten turns that failed, or a minute in which nothing was applied
 */
export async function drain(ctx: Context, runner: ConsumerRunner, consumer: Consumer): Promise<void> {
  await runner.heartbeat();
  const maxWait = 60_000;
  const maxFailures = 10;
  let until = performance.now() + maxWait;
  for (let failures = 0; ; ) {
    const { state, applied } = await runner.turn();
    if (state === 'failing' && ++failures === maxFailures) throw new Error(`${consumer.name} failed ${failures} times`);
    // A slow machine is given the time that it needs, as long as it applies events.
    if (applied > 0) until = performance.now() + maxWait;
    if (performance.now() > until) throw new Error(`${consumer.name} applied nothing for ${maxWait / 1_000} seconds`);
    if (state !== 'idle') continue;
    const waiting = (await readLag(ctx)).find(({ name }) => name === consumer.name)?.lag ?? 0;
    if (waiting === 0) return;
    await pause(2);
    await runner.heartbeat();
  }
}

/** Runs the jobs that are ready now, once each. */
export async function runReadyJobs(ctx: Context): Promise<JobOutcome[]> {
  await wakeJobs(ctx);
  const outcomes: JobOutcome[] = [];
  for (const set of await claimJobs(ctx, { slots: 100, lease: 10_000, jobs })) {
    const runs = await runJobSet(ctx, jobs, set);
    await finishJobs(ctx, runs);
    outcomes.push(...runs.map(({ outcome }) => outcome));
  }
  return outcomes;
}

/**
 * Lets consumers and jobs go on until every erasure that was accepted is done; the clock moves on by some seconds. A
 * transaction in the database of another test holds consumers back for as long as it is open, so it waits for up to 10 s.
 */
export async function completeErasures(ctx: Context, clock: { advance(milliseconds: number): void }): Promise<void> {
  for (let rounds = 0; rounds < 220; rounds++) {
    for (const consumer of consumers) await applyAll(ctx, consumer);
    const running = await readRunningErasures(ctx);
    if (running.length === 0) return;
    if (rounds < 20) clock.advance(6_000);
    else await pause(50);
    for (const { tenantId, id } of running) await runErasure(ctx, tenantId, id);
  }
  throw new Error('an erasure does not come to an end');
}
