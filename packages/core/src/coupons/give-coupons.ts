import { sql } from '../db/index.ts';
import type { Id } from '../lib/index.ts';
import type { Context } from '../ports/index.ts';
import { generateCode } from './generate-code.ts';
import { endOfDay } from './pools.ts';
import type { couponCodes } from './tables.ts';

/** A delivery that shows a code of a pool. */
export type CouponRequest = { poolKey: string; holder: string; contactId: Id<'ctc'>; deliveryId: Id<'dlv'> };

type Code = typeof couponCodes.$inferSelect;

export type GivenCoupon = Pick<Code, 'poolKey' | 'code'> & { holder: string; expiresAt: Code['validUntil'] };

/**
 * Gives each holder a code of its pool, or finds the one that it has. A pool without free codes gives none; a code that
 * has expired since is not returned. The pools stay locked meanwhile, so no code is given twice.
 */
export async function giveCoupons(
  ctx: Context,
  tenantId: Id<'ten'>,
  requests: readonly CouponRequest[],
): Promise<GivenCoupon[]> {
  const now = ctx.clock.now();
  const given = [...new Map(requests.map((one) => [`${one.poolKey} ${one.holder}`, one])).values()].map((request) => ({
    ...request,
    random: generateCode(ctx, ''),
  }));
  return ctx.db.transaction(async (tx) => {
    await tx.query(sql`
      select 1 from coupon_pools
      where tenant_id = ${tenantId} and key in ${sql.texts(given.map(({ poolKey }) => poolKey))}
      order by key for update`);
    return tx.query<GivenCoupon>(sql`
      with wanted as materialized (
        select w.*, p.prefix, ${endOfDay(now)} as last
        from jsonb_to_recordset(${JSON.stringify(given)}::text::jsonb) as w (
          "poolKey" text, holder text, "contactId" text, "deliveryId" text, random text)
        join coupon_pools p on p.tenant_id = ${tenantId} and p.key = w."poolKey" join tenants t on t.id = p.tenant_id
      ), held as materialized (
        select c.pool_key, c.holder, c.code, c.valid_until from wanted w join coupon_codes c
          on c.tenant_id = ${tenantId} and c.pool_key = w."poolKey" and c.holder = w.holder
      ), missing as materialized (
        select w.*, row_number() over (partition by w."poolKey" order by w.holder) as place from wanted w
        where not exists (select from held h where h.pool_key = w."poolKey" and h.holder = w.holder)
      ), free as materialized (
        select n."poolKey", f.code, row_number() over (partition by n."poolKey" order by f.expires_at, f.code) as place
        from (select "poolKey", count(*) as wanted from missing where prefix is null group by 1) n cross join lateral (
          select code, expires_at from coupon_codes
          where tenant_id = ${tenantId} and pool_key = n."poolKey" and holder is null
            and (expires_at is null or expires_at > ${now})
          order by expires_at, code limit n.wanted
        ) f
      ), taken as (
        update coupon_codes c set holder = m.holder, contact_id = m."contactId", delivery_id = m."deliveryId",
          given_at = ${now}, valid_until = least(c.expires_at, m.last)
        from missing m join free f using ("poolKey", place)
        where c.tenant_id = ${tenantId} and c.pool_key = m."poolKey" and c.code = f.code
        returning c.pool_key, c.holder, c.code, c.valid_until
      ), generated as (
        insert into coupon_codes (
          tenant_id, pool_key, code, added_at, holder, contact_id, delivery_id, given_at, valid_until)
        select ${tenantId}, "poolKey", prefix || random, ${now}::timestamptz, holder, "contactId", "deliveryId",
          ${now}::timestamptz, last
        from missing where prefix is not null
        returning pool_key, holder, code, valid_until
      )
      select pool_key as "poolKey", holder, code, valid_until as "expiresAt" from (
        table held union all table taken union all table generated
      ) c where valid_until is null or valid_until > ${now}`);
  });
}
