import { sql } from '../db/index.ts';
import type { Context, Statement, Transaction } from '../ports/index.ts';

/** What the shop keeps of the order `o`, in the order's currency: what was not refunded, and nothing once it is cancelled. */
export const netOfOrder: Statement = sql`(case when o.cancelled_at is null then o.total - o.refunded else 0 end)`;

/**
 * The rate of the order `o` of the shop `t`, as the row `r`, to be joined: the one that is valid on the order's day in the
 * time zone of the shop. An order in the shop's own currency has none.
 */
export const rateOfOrder: Statement = sql`left join lateral (
    select r.rate, r.factor, r.valid_from from currency_rates r
    where r.tenant_id = t.id and r.currency = o.currency and r.to_currency = t.currency
      and r.valid_from <= (o.placed_at at time zone t.timezone)::date
    order by r.valid_from desc limit 1
  ) r on o.currency <> t.currency`;

/** An amount of the order `o` in the currency of the shop `t`, rounded once; null if there is no rate `r`. */
export const inShopCurrency = (amount: Statement): Statement =>
  sql`(case when o.currency = t.currency then ${amount} else half_even(${amount} * r.factor) end)`;

/**
 * The totals of the contact `p` as the row `s`, to be joined. Cancelled orders are left out. An order in another currency
 * adds to the lifetime value only if there is a rate for it.
 */
export const totalsOfContact: Statement = sql`cross join lateral (
    select count(*) filter (where o.cancelled_at is null)::int as orders,
      coalesce(sum(${inShopCurrency(netOfOrder)}), 0)::bigint as value,
      min(o.placed_at) filter (where o.cancelled_at is null) as first_at,
      max(o.placed_at) filter (where o.cancelled_at is null) as last_at, max(o.placed_at) as seen_at
    -- By contact, and never all orders of the shop.
    from (select * from orders k where k.contact_id = p.id offset 0) o join tenants t on t.id = o.tenant_id ${rateOfOrder}
    where o.tenant_id = p.tenant_id
  ) s`;

/** Counts the orders of contacts that are locked. Call it in a statement after the one that has locked them. */
export async function recountTotals(ctx: Context<Transaction>, contactIds: readonly string[]): Promise<void> {
  // Each by its key, whatever the statistics of a table say that has just grown.
  await ctx.db.query(sql`
    with counted as materialized (
      select p.id, s.* from ${sql.texts(contactIds)} as given (id)
      cross join lateral (select p.id, p.tenant_id from contacts p where p.id = given.id offset 0) p ${totalsOfContact}
    )
    update contacts c set order_count = s.orders, lifetime_value = s.value, first_order_at = s.first_at,
      last_order_at = s.last_at, last_seen_at = greatest(c.last_seen_at, s.seen_at)
    from counted s where c.id = s.id and c.id = any(array(select id from counted))`);
}

/** Locks the contacts of orders, also those that were merged or erased meanwhile. */
export async function lockOwners(ctx: Context<Transaction>, contactIds: readonly string[]): Promise<void> {
  await ctx.db.query(sql`
    select from contacts where id in ${sql.texts([...new Set(contactIds)])} order by id for update`);
}

/** Locks contacts, and counts their orders. */
export async function recountOwners(ctx: Context<Transaction>, contactIds: readonly string[]): Promise<void> {
  if (contactIds.length === 0) return;
  await lockOwners(ctx, contactIds);
  await recountTotals(ctx, [...new Set(contactIds)]);
}

/**
 * Keeps the currency and the rates of shops as they are until the transaction ends, if it books orders in other currencies:
 * what changes them counts these orders afterwards.
 */
export async function lockRates(
  ctx: Context<Transaction>,
  orders: readonly { tenantId: string; currency: string }[],
): Promise<void> {
  if (orders.length === 0) return;
  const used = [...new Map(orders.map((one) => [`${one.tenantId} ${one.currency}`, one])).values()];
  await ctx.db.query(sql`
    select from tenants t where exists (
      select from jsonb_to_recordset(${JSON.stringify(used)}::text::jsonb) as u ("tenantId" text, currency text)
      where u."tenantId" = t.id and u.currency <> t.currency)
    order by t.id for key share`);
}
