import { forgetAddresses } from '@beckon/core/collect';
import { fillMailboxHashes } from '@beckon/core/contacts';
import { describeError } from '@beckon/core/lib';
import { settleAbandoned } from '@beckon/core/messages';
import type { Context } from '@beckon/core/ports';
import { tidyWaitlists } from '@beckon/core/waitlists';

const tidyEvery = 30_000;

/** Rows from before contacts had the hash of their mailbox: a thousand take about 20 ms. */
async function fillAllMailboxHashes(ctx: Context): Promise<void> {
  while ((await fillMailboxHashes(ctx)) > 0);
}

/** Puts right what no other part comes back to, every half minute until `signal` says stop. */
export async function keepTidy(
  ctx: Context,
  options: { signal: AbortSignal; untilStored(milliseconds: number): Promise<void> },
): Promise<void> {
  let tidiedAt = Number.NEGATIVE_INFINITY;
  while (!options.signal.aborted) {
    if (ctx.clock.monotonic() - tidiedAt >= tidyEvery) {
      tidiedAt = ctx.clock.monotonic();
      for (const tidy of [settleAbandoned, forgetAddresses, tidyWaitlists, fillAllMailboxHashes]) {
        await tidy(ctx).catch((error: unknown) => ctx.log.warn('tidying failed', { error: describeError(error) }));
      }
    }
    await options.untilStored(1_000);
  }
}
