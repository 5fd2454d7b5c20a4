import type { OptIn } from '@beckon/contract';
import { eq, withBuilder } from '../db/index.ts';
import type { Id } from '../lib/index.ts';
import type { AnyContext } from '../ports/index.ts';
import { tenants } from './tables.ts';

/** How a shop takes sign-ups: `double` unless it has said otherwise. */
export async function readOptIn(ctx: AnyContext, tenantId: Id<'ten'>): Promise<OptIn> {
  const [row] = await withBuilder(ctx.db, (build) =>
    build.select({ optIn: tenants.optIn }).from(tenants).where(eq(tenants.id, tenantId)),
  );
  return row!.optIn;
}

/** Changes how sign-ups are taken from now on. */
export async function setOptIn(ctx: AnyContext, tenantId: Id<'ten'>, optIn: OptIn): Promise<void> {
  await withBuilder(ctx.db, (build) => build.update(tenants).set({ optIn }).where(eq(tenants.id, tenantId)));
  ctx.log.info('opt-in changed', { tenantId, optIn });
}
