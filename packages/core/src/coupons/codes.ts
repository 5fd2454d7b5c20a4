import type { CouponCode } from '@beckon/contract';
import { sql } from '../db/index.ts';
import { DomainError, type Id } from '../lib/index.ts';
import type { AnyContext } from '../ports/index.ts';
import type { couponPools } from './tables.ts';

/**
 * Adds codes of the shop to a pool. A code that the pool has already stays as it is.
 * @returns how many are new
 * @throws DomainError `not_found`, `conflict` for a pool that generates its codes
 */
export async function addCouponCodes(
  ctx: AnyContext,
  tenantId: Id<'ten'>,
  key: string,
  { codes, expiresAt }: { codes: readonly string[]; expiresAt: string | null },
): Promise<{ added: number; alreadyThere: number }> {
  const [pool] = await ctx.db.query<Pick<typeof couponPools.$inferSelect, 'prefix'>>(sql`
    select prefix from coupon_pools where tenant_id = ${tenantId} and key = ${key} for share`);
  if (!pool) throw noPool(key);
  if (pool.prefix !== null) throw new DomainError('conflict', 'this pool generates its codes: none can be added');
  const added = await ctx.db.query(sql`
    insert into coupon_codes (tenant_id, pool_key, code, expires_at, added_at)
    select distinct ${tenantId}, ${key}, code, ${expiresAt}::timestamptz, ${ctx.clock.now()}::timestamptz
    from jsonb_array_elements_text(${JSON.stringify(codes)}::text::jsonb) as g (code)
    on conflict do nothing returning 1`);
  return { added: added.length, alreadyThere: codes.length - added.length };
}

/**
 * A code with what became of it, for a checkout that asks whether it is valid.
 * @throws DomainError `not_found`
 */
export async function readCouponCode(
  ctx: AnyContext,
  tenantId: Id<'ten'>,
  key: string,
  code: string,
): Promise<CouponCode> {
  type Found = Pick<CouponCode, 'code' | 'contactId' | 'status'> & { givenAt: Date | null; expiresAt: Date | null };
  const [found] = await ctx.db.query<Found>(sql`
    select code, contact_id as "contactId", given_at as "givenAt", coalesce(valid_until, expires_at) as "expiresAt",
      case when coalesce(valid_until, expires_at) <= ${ctx.clock.now()} then 'expired' when holder is null then 'free' else 'given' end as status
    from coupon_codes where tenant_id = ${tenantId} and pool_key = ${key} and code = ${code}`);
  if (!found) throw new DomainError('not_found', 'the pool has no such code');
  const { givenAt, expiresAt, ...rest } = found;
  return { ...rest, givenAt: givenAt?.toISOString() ?? null, expiresAt: expiresAt?.toISOString() ?? null };
}

/** Deletes codes that ended before a time. Those without an end stay: a checkout may still ask for them. @returns how many */
export async function forgetCoupons(ctx: AnyContext, tenantId: Id<'ten'>, before: Date, most: number): Promise<number> {
  const gone = await ctx.db.query(sql`
    delete from coupon_codes where tenant_id = ${tenantId} and (pool_key, code) in (
      select pool_key, code from coupon_codes
      where tenant_id = ${tenantId} and coalesce(valid_until, expires_at) < ${before} limit ${most}::int)
    returning 1`);
  return gone.length;
}

export const noPool = (key: string) => new DomainError('not_found', `there is no coupon pool ${key}`);
