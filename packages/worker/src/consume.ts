import { type Consumer, type ConsumerOptions, ConsumerRunner } from '@beckon/core/log';
import type { Context } from '@beckon/core/ports';
import { trace } from '@opentelemetry/api';

const tracer = trace.getTracer('beckon');

/** Milliseconds between renewals of the leases, and until the next look when nothing waits. */
const heartbeatEvery = 2_000;
const idlePause = 100;
const failurePauses = [100, 250, 500, 1_000, 2_000];

/** Runs one consumer until `signal` says stop; then gives its buckets back. */
export async function consume(
  ctx: Context,
  consumer: Consumer,
  options: ConsumerOptions & {
    signal: AbortSignal;
    untilStored(milliseconds: number): Promise<void>;
    /** Called after each applied batch, for listeners that show new events. */
    onApplied?: (() => void) | undefined;
  },
): Promise<void> {
  const runner = new ConsumerRunner(ctx, consumer, options);
  let beatAt = Number.NEGATIVE_INFINITY;
  let failures = 0;
  while (!options.signal.aborted) {
    try {
      if (ctx.clock.monotonic() - beatAt >= heartbeatEvery) {
        await runner.heartbeat();
        beatAt = ctx.clock.monotonic();
      }
      const { state } = await tracer.startActiveSpan(`consume ${consumer.name}`, async (span) => {
        const result = await runner.turn();
        span.setAttributes({ 'beckon.applied': result.applied, 'beckon.quarantined': result.quarantined });
        span.end();
        return result;
      });
      failures = state === 'failing' ? failures + 1 : 0;
      if (state === 'busy') options.onApplied?.();
      if (state === 'idle') await options.untilStored(idlePause);
    } catch {
      // The database is unavailable: leases are requested again when it is back.
      failures++;
      beatAt = Number.NEGATIVE_INFINITY;
    }
    if (failures > 0) await options.untilStored(failurePauses[Math.min(failures, failurePauses.length) - 1]!);
  }
  await runner.release().catch(() => {});
}
