import { describeError } from '@beckon/core/lib';
import type { Context } from '@beckon/core/ports';

/** Milliseconds until the next look when nothing is due, and after a failure. */
const idlePause = 250;
const failurePause = 1_000;

/**
 * Does what is due, again at once as long as there is more of it, until `signal` aborts.
 * @param step does a part of it. @returns how many were moved; 0: nothing is due
 */
export async function advance(
  ctx: Context,
  step: (ctx: Context) => Promise<number>,
  options: { signal: AbortSignal; untilStored(milliseconds: number): Promise<void> },
): Promise<void> {
  while (!options.signal.aborted) {
    const moved = await step(ctx).catch((error: unknown) => {
      ctx.log.warn('what is due could not be done', { step: step.name, error: describeError(error) });
      return null;
    });
    if (moved === null) await options.untilStored(failurePause);
    else if (moved === 0) await options.untilStored(idlePause);
  }
}
