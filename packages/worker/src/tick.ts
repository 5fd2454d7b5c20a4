import { evaluateRules, tellUsers } from '@beckon/core/alerts';
import { attributeMarked } from '@beckon/core/attribution';
import { writeAbandonedCarts } from '@beckon/core/carts';
import { decideDue } from '@beckon/core/experiments';
import { enterByTime, markPausedRuns } from '@beckon/core/flows';
import { syncKinds } from '@beckon/core/jobs';
import { describeError } from '@beckon/core/lib';
import { decideFetches, sumDeliveryCounts } from '@beckon/core/messages';
import type { Context } from '@beckon/core/ports';

/** Milliseconds between ticks: what is due by the clock happens at most this late. */
const tickEvery = 10_000;

const evaluateAlerts = (ctx: Context) => evaluateRules(ctx, syncKinds);

/** Does what is due by the clock alone. */
export async function runTick(ctx: Context): Promise<void> {
  const steps = [
    writeAbandonedCarts,
    enterByTime,
    markPausedRuns,
    decideFetches,
    decideDue,
    sumDeliveryCounts,
    attributeMarked,
    evaluateAlerts,
    tellUsers,
  ];
  for (const step of steps) {
    await step(ctx).catch((error: unknown) =>
      ctx.log.warn('a tick failed', { step: step.name, error: describeError(error) }),
    );
  }
}

/** Does what becomes due by the clock alone, every ten seconds until `signal` aborts. */
export async function tick(
  ctx: Context,
  options: { signal: AbortSignal; untilStored(milliseconds: number): Promise<void> },
): Promise<void> {
  let ranAt = Number.NEGATIVE_INFINITY;
  while (!options.signal.aborted) {
    if (ctx.clock.monotonic() - ranAt >= tickEvery) {
      ranAt = ctx.clock.monotonic();
      await runTick(ctx);
    }
    await options.untilStored(1_000);
  }
}
