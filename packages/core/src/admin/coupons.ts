import { type CouponPool, type CouponPoolSettings, couponKeySchema } from '@beckon/contract';
import type { Caller } from '../access/index.ts';
import { audited, compareFacts } from '../audit/index.ts';
import * as coupons from '../coupons/index.ts';
import { DomainError } from '../lib/index.ts';
import type { Context } from '../ports/index.ts';

const labels = { name: 'Name', prefix: 'Prefix of generated codes', validDays: 'Days that a code is valid' };

/** @throws DomainError `validation_failed` for a key that templates cannot name */
export async function putCouponPool(
  ctx: Context,
  caller: Caller,
  key: string,
  settings: CouponPoolSettings,
): Promise<CouponPool> {
  const checked = couponKeySchema.safeParse(key);
  if (!checked.success) {
    const message = checked.error.issues[0]!.message;
    throw new DomainError('validation_failed', message, { errors: [{ path: 'key', message }] });
  }
  const { tenantId } = caller;
  return audited(ctx, caller, async (inTx) => {
    const before = await coupons.readCouponPool(inTx, tenantId, key);
    const result = await coupons.putCouponPool(inTx, tenantId, key, settings);
    const target = { kind: 'coupon_pool' as const, id: key };
    if (before) {
      const compared = compareFacts(`coupon pool ${key}`, labels, before, settings);
      return { result, change: { action: 'coupon_pool.changed', target, ...compared } };
    }
    const summary = `Coupon pool ${key} created`;
    return { result, change: { action: 'coupon_pool.changed', target, summary, after: settings } };
  });
}

/** @throws DomainError `not_found`, `conflict` for a pool that generates its codes */
export function addCouponCodes(
  ctx: Context,
  caller: Caller,
  key: string,
  given: { codes: readonly string[]; expiresAt: string | null },
): Promise<{ added: number; alreadyThere: number }> {
  return audited(ctx, caller, async (inTx) => {
    const result = await coupons.addCouponCodes(inTx, caller.tenantId, key, given);
    const target = { kind: 'coupon_pool' as const, id: key };
    const summary = `${result.added.toLocaleString('en')} codes added to coupon pool ${key}`;
    return { result, change: { action: 'coupon_codes.added', target, summary } };
  });
}
