import type { OptIn } from '@beckon/contract';
import { readSuppression } from '../consent/index.ts';
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

/**
 * Does this sign-up count without a confirmation? Only in a shop that has chosen so, and only for an address at which
 * it knows nobody: what somebody has granted, taken back or bought is never touched by whoever types their address.
 */
export async function countsAtOnce(
  ctx: AnyContext,
  tenantId: string,
  contactId: string,
  email: string,
): Promise<boolean> {
  const [row] = await ctx.db.query<{ isUnknown: boolean }>(sql`
    select t.opt_in = 'single' and c.user_id is null and c.email_verified_at is null and c.order_count = 0
      and not exists (
        select from consent_state s where s.tenant_id = c.tenant_id and s.contact_id = c.id and s.state <> 'requested'
      ) as "isUnknown"
    from contacts c join tenants t on t.id = c.tenant_id
    where c.tenant_id = ${tenantId} and c.id = ${contactId}`);
  const suppression = await readSuppression(ctx, tenantId, 'email', email);
  return row!.isUnknown && suppression === null;
}
