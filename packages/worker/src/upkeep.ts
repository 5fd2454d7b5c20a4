import { projections } from '@beckon/core/consumers';
import { keepHoldoutCounts, keepTallies } from '@beckon/core/experiments';
import { describeError } from '@beckon/core/lib';
import { keepCounts } from '@beckon/core/metrics';
import type { Context } from '@beckon/core/ports';
import { runRetention } from '@beckon/core/retention';
import { recheckSenderDomains } from '@beckon/core/sender-domains';

const upkeepEvery = 5_000;

/** Batches between two pauses: 50 take one to two seconds. 1,200,000 visitors were looked through in some four minutes. */
const maxBatches = 50;

/** What takes time and is not urgent: counts of large shops, checks of sender domains, and the removal of what is too old. */
export async function runUpkeep(ctx: Context, mayGoOn: () => boolean = () => true): Promise<void> {
  const warn = (error: unknown) => ctx.log.warn('upkeep failed', { error: describeError(error) });
  await keepCounts(ctx).catch(warn);
  await keepTallies(ctx).catch(warn);
  await keepHoldoutCounts(ctx).catch(warn);
  await recheckSenderDomains(ctx).catch(warn);
  const removed = await runRetention(ctx, projections, maxBatches, mayGoOn).catch(warn);
  if (removed) ctx.log.info('what was kept long enough is gone', { rows: removed });
}

/** Does so every five seconds until `signal` aborts. */
export async function keepUp(
  ctx: Context,
  options: { signal: AbortSignal; untilStored(milliseconds: number): Promise<void> },
): Promise<void> {
  let doneAt = Number.NEGATIVE_INFINITY;
  while (!options.signal.aborted) {
    if (ctx.clock.monotonic() - doneAt >= upkeepEvery) {
      await runUpkeep(ctx, () => !options.signal.aborted);
      doneAt = ctx.clock.monotonic();
    }
    await options.untilStored(1_000);
  }
}
