import { forgetAlerts } from '@beckon/core/alerts';
import { forgetOldCarts } from '@beckon/core/carts';
import { forgetCatalogChanges } from '@beckon/core/catalog';
import { forgetAddresses } from '@beckon/core/collect';
import { fillMailboxHashes } from '@beckon/core/contacts';
import { forgetRefusals, installMissingFlows } from '@beckon/core/flows';
import { forgetIdempotencyKeys } from '@beckon/core/idempotency';
import { describeError } from '@beckon/core/lib';
import { settleAbandoned } from '@beckon/core/messages';
import type { Context } from '@beckon/core/ports';
import { expireWaitlistEntries } from '@beckon/core/waitlists';

const maintenanceEvery = 30_000;

/** Rows from before contacts had the hash of their mailbox: a thousand take about 20 ms. */
async function fillAllMailboxHashes(ctx: Context): Promise<void> {
  while ((await fillMailboxHashes(ctx)) > 0);
}

/** Expires, settles and fills in what no other part does. */
export async function maintain(ctx: Context): Promise<void> {
  for (const step of [
    settleAbandoned,
    forgetAddresses,
    expireWaitlistEntries,
    forgetOldCarts,
    forgetRefusals,
    forgetCatalogChanges,
    forgetIdempotencyKeys,
    forgetAlerts,
    installMissingFlows,
    fillAllMailboxHashes,
  ]) {
    await step(ctx).catch((error: unknown) => ctx.log.warn('maintenance failed', { error: describeError(error) }));
  }
}

/** Does so every half minute until `signal` aborts. */
export async function runMaintenance(
  ctx: Context,
  options: { signal: AbortSignal; untilStored(milliseconds: number): Promise<void> },
): Promise<void> {
  let ranAt = Number.NEGATIVE_INFINITY;
  while (!options.signal.aborted) {
    if (ctx.clock.monotonic() - ranAt >= maintenanceEvery) {
      ranAt = ctx.clock.monotonic();
      await maintain(ctx);
    }
    await options.untilStored(1_000);
  }
}
