import { advanceRuns } from '@beckon/core/flows';
import { describeError } from '@beckon/core/lib';
import type { Context } from '@beckon/core/ports';

/** Milliseconds until the next look when no run is due, and after a failure. */
const idlePause = 250;
const failurePause = 1_000;

/** Moves the runs of flows whose time has come, until `signal` aborts. */
export async function advanceFlows(
  ctx: Context,
  options: { signal: AbortSignal; untilStored(milliseconds: number): Promise<void> },
): Promise<void> {
  while (!options.signal.aborted) {
    const moved = await advanceRuns(ctx).catch((error: unknown) => {
      ctx.log.warn('runs could not be moved', { error: describeError(error) });
      return null;
    });
    if (moved === null) await options.untilStored(failurePause);
    else if (moved === 0) await options.untilStored(idlePause);
  }
}
