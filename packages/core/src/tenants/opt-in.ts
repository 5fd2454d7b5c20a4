import type { OptIn } from '@beckon/contract';
import { sql } from '../db/index.ts';
import type { AnyContext } from '../ports/index.ts';

/** How a shop takes sign-ups: `double` unless it has said otherwise. */
export async function readOptIn(ctx: AnyContext, tenantId: string): Promise<OptIn> {
  const [row] = await ctx.db.query<{ optIn: OptIn }>(sql`select opt_in as "optIn" from tenants where id = ${tenantId}`);
  return row!.optIn;
}

/** Changes how sign-ups are taken from now on. */
export async function setOptIn(ctx: AnyContext, tenantId: string, optIn: OptIn): Promise<void> {
  await ctx.db.query(sql`update tenants set opt_in = ${optIn} where id = ${tenantId}`);
  ctx.log.info('opt-in changed', { tenantId, optIn });
}
