import { membershipListeners } from '@beckon/core/consumers';
import { describeError } from '@beckon/core/lib';
import type { Context } from '@beckon/core/ports';
import { followTime, keepMemberships } from '@beckon/core/segments';

/** Milliseconds between two looks for contacts that have changed, and for what became due by the clock alone. */
const keepEvery = 1_000;
const followTimeEvery = 10_000;

/** Keeps the members of segments up to date until `signal` aborts. */
export async function keepSegments(
  ctx: Context,
  options: { signal: AbortSignal; untilStored(milliseconds: number): Promise<void> },
): Promise<void> {
  let followedAt = Number.NEGATIVE_INFINITY;
  let keptAt = Number.NEGATIVE_INFINITY;
  const warn = (error: unknown) => ctx.log.warn('segments could not be kept', { error: describeError(error) });
  while (!options.signal.aborted) {
    if (ctx.clock.monotonic() - keptAt >= keepEvery) {
      keptAt = ctx.clock.monotonic();
      if (keptAt - followedAt >= followTimeEvery) {
        followedAt = keptAt;
        await followTime(ctx).catch(warn);
      }
      await keepMemberships(ctx, membershipListeners, () => !options.signal.aborted).catch(warn);
    }
    await options.untilStored(keepEvery);
  }
}
