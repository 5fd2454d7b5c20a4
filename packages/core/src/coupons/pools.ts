import type { CouponPool, CouponPoolSettings } from '@beckon/contract';
import { sql } from '../db/index.ts';
import type { Id } from '../lib/index.ts';
import type { AnyContext } from '../ports/index.ts';

/** The coupon pools of a shop, with how many codes they have. */
export async function listCouponPools(ctx: AnyContext, tenantId: Id<'ten'>, key?: string): Promise<CouponPool[]> {
  return ctx.db.query<CouponPool>(sql`
    select p.key, p.name, p.prefix, p.valid_days as "validDays", n.given, n.expired,
      case when p.prefix is null then n.free end as free
    from coupon_pools p cross join lateral (
      select count(*) filter (where c.holder is not null)::int as given,
        count(*) filter (where c.holder is null and c.expires_at <= ${ctx.clock.now()})::int as expired,
        count(*) filter (where c.holder is null and (c.expires_at is null or c.expires_at > ${ctx.clock.now()}))::int as free
      from coupon_codes c where c.tenant_id = p.tenant_id and c.pool_key = p.key
    ) n
    where p.tenant_id = ${tenantId} ${key === undefined ? sql`` : sql`and p.key = ${key}`} order by p.key`);
}

/** One pool; null if the shop has none with this key. */
export async function readCouponPool(ctx: AnyContext, tenantId: Id<'ten'>, key: string): Promise<CouponPool | null> {
  return (await listCouponPools(ctx, tenantId, key))[0] ?? null;
}

/** Creates a pool or changes it. Codes that were given keep the end that they were given with. */
export async function putCouponPool(
  ctx: AnyContext,
  tenantId: Id<'ten'>,
  key: string,
  { name, prefix, validDays }: CouponPoolSettings,
): Promise<CouponPool> {
  await ctx.db.query(sql`
    insert into coupon_pools (tenant_id, key, name, prefix, valid_days, created_at)
    values (${tenantId}, ${key}, ${name}, ${prefix}, ${validDays}, ${ctx.clock.now()})
    on conflict (tenant_id, key) do update
      set name = excluded.name, prefix = excluded.prefix, valid_days = excluded.valid_days`);
  return (await readCouponPool(ctx, tenantId, key))!;
}

/** A code of each pool as a preview shows it, which no reader gets. Pools that do not exist have none. */
export async function sampleCoupons(
  ctx: AnyContext,
  tenantId: Id<'ten'>,
  keys: readonly string[],
): Promise<Map<string, { code: string; expiresAt: Date | null }>> {
  const rows = await ctx.db.query<{ key: string; code: string; expiresAt: Date | null }>(sql`
    select p.key, coalesce(p.prefix, '') || 'SAMPLECODE' as code, ${endOfDay(ctx.clock.now())} as "expiresAt"
    from coupon_pools p join tenants t on t.id = p.tenant_id
    where p.tenant_id = ${tenantId} and p.key in ${sql.texts(keys)}`);
  return new Map(rows.map(({ key, code, expiresAt }) => [key, { code, expiresAt }]));
}

/** The end of the last day, in the shop's time zone, on which a code of pool `p` of tenant `t` is valid that is given now. */
export const endOfDay = (now: Date) => sql`case when p.valid_days is not null then
  (((${now}::timestamptz at time zone t.timezone)::date + p.valid_days + 1)::timestamp at time zone t.timezone) end`;
