import { LRUCache } from 'lru-cache';
import { sql } from '../db/index.ts';
import type { Id } from '../lib/index.ts';
import type { AnyContext } from '../ports/index.ts';

/** What a shop sold lately, as ids of products. */
export type Sales = {
  /** Most orders first. */
  bestSellers: readonly string[];
  /** For each product: the products of the same orders, and in how many orders they were. */
  together: ReadonlyMap<string, ReadonlyMap<string, number>>;
};

const days = 30;
/** Maximum orders that are counted, newest first: 5,000 orders of three products take 25 ms to count. */
const maxOrders = 5_000;
/** Maximum products of an order that are counted as bought together; a larger order says little about any pair. */
const maxTogether = 20;
/** Milliseconds for which the counts of a shop are kept. */
const keptFor = 10 * 60_000;

const kept = new LRUCache<string, { takenAt: number; sales: Promise<Sales> }>({ max: 100 });

/**
 * Counts the products in the trusted orders of the last 30 days that were not cancelled. An order counts once for each product, however many
 * pieces it has.
 */
export function readSales(ctx: AnyContext, tenantId: Id<'ten'>): Promise<Sales> {
  const now = ctx.clock.now().getTime();
  const known = kept.get(tenantId);
  if (known && Math.abs(now - known.takenAt) < keptFor) return known.sales;
  const sales = countSales(ctx, tenantId, new Date(now - days * 24 * 60 * 60_000));
  kept.set(tenantId, { takenAt: now, sales });
  sales.catch(() => kept.delete(tenantId));
  return sales;
}

async function countSales(ctx: AnyContext, tenantId: Id<'ten'>, since: Date): Promise<Sales> {
  const orders = await ctx.db.query<{ products: string[] }>(sql`
    select jsonb_path_query_array(e.properties, '$.items[*].productId') as products
    from (
      select seq from orders where tenant_id = ${tenantId} and placed_at > ${since} and cancelled_at is null
      order by placed_at desc limit ${maxOrders}
    ) o join events e on e.seq = o.seq`);
  const counts = new Map<string, number>();
  const together = new Map<string, Map<string, number>>();
  for (const order of orders) {
    const products = [...new Set(order.products)];
    for (const product of products) add(counts, product);
    for (const product of products.slice(0, maxTogether)) {
      const others = together.get(product) ?? new Map<string, number>();
      together.set(product, others);
      for (const other of products.slice(0, maxTogether)) if (other !== product) add(others, other);
    }
  }
  return { bestSellers: byCount(counts), together };
}

function add(counts: Map<string, number>, product: string, count = 1): void {
  counts.set(product, (counts.get(product) ?? 0) + count);
}

/** Products with the same count are ordered by id, so that they do not change places. */
function byCount(counts: ReadonlyMap<string, number>): string[] {
  return [...counts].toSorted(([a, x], [b, y]) => y - x || (a < b ? -1 : 1)).map(([product]) => product);
}

/** What goes with these products: bought together with them most often, then best sellers. */
export function recommend({ together, bestSellers }: Sales, products: readonly string[]): string[] {
  const counts = new Map<string, number>();
  for (const product of new Set(products)) {
    for (const [other, count] of together.get(product) ?? []) add(counts, other, count);
  }
  return [...new Set([...byCount(counts), ...bestSellers])];
}
