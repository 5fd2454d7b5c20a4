import type { RevenueReport } from '@beckon/contract';
import { sql } from '../db/index.ts';
import type { Id } from '../lib/index.ts';
import type { Context } from '../ports/index.ts';
import { runReport } from './run-report.ts';
import { type NamedDays, readSpan, shownSpan } from './span.ts';

type Line = RevenueReport['data'][number];

const defaultLimit = 100;

/**
 * Revenue, units and orders by what was ordered, from the items of trusted orders. Each order counts once, at the prices that
 * it names; an item without a price has none. Titles and categories are those of the catalog, else those of the order.
 */
export async function readRevenueReport(
  ctx: Context,
  tenantId: Id<'ten'>,
  {
    by = 'product',
    limit = defaultLimit,
    ...named
  }: NamedDays & { by?: 'product' | 'category' | undefined; limit?: number | undefined },
): Promise<RevenueReport> {
  const span = await readSpan(ctx, tenantId, named, 30);
  const id = sql.trusted(by === 'product' ? 'product_id' : 'category');
  return runReport(ctx, async (read) => {
    const placed = sql`
      placed as materialized (
        select o.order_id, o.currency, e.properties -> 'items' as items
        from orders o left join events e on e.seq = o.seq and e.tenant_id = o.tenant_id
        where o.tenant_id = ${tenantId} and o.placed_at >= ${span.start} and o.placed_at < ${span.end}
      )`;
    const data = await read<Line>(sql`
      with ${placed}, items as (
        select p.order_id, i.item ->> 'productId' as product_id, i.item ->> 'title' as title,
          i.item ->> 'category' as category, coalesce(i.item ->> 'currency', p.currency) as currency,
          coalesce((i.item -> 'quantity')::bigint, 1) as quantity, (i.item -> 'price')::bigint as price
        from placed p cross join lateral jsonb_array_elements(
          case jsonb_typeof(p.items) when 'array' then p.items else '[]' end) as i (item)
      ), known as (
        select i.order_id, i.product_id, coalesce(c.title, i.title) as title, coalesce(c.category, i.category) as category,
          i.currency, i.quantity, i.price
        from items i left join products c on c.tenant_id = ${tenantId} and c.id = i.product_id
      )
      select ${id} as id, ${by === 'product' ? sql`max(title)` : id} as title, currency, sum(quantity)::bigint as units,
        count(distinct order_id)::int as orders, sum(price * quantity)::bigint as gross,
        coalesce(sum(quantity) filter (where price is null), 0)::bigint as "unitsWithoutPrice"
      from known group by ${id}, currency
      order by gross desc nulls last, units desc, id, currency limit ${limit}`);
    const [without] = await read<{ orders: number }>(sql`
      with ${placed}
      select count(*)::int as orders from placed
      where case jsonb_typeof(items) when 'array' then jsonb_array_length(items) = 0 else true end`);
    return { ...shownSpan(span), data, ordersWithoutItems: without!.orders };
  });
}
