import { sql } from '../../db/index.ts';
import type { Id } from '../../lib/index.ts';
import type { Context } from '../../ports/index.ts';

export type OrderRow = { orderId: string; contactId: string | null; total: number; currency: string; placedAt: Date };

/** Makes contacts. @returns their ids */
export async function addContacts(ctx: Context, tenantId: Id<'ten'>, count: number): Promise<Id<'ctc'>[]> {
  const ids = Array.from({ length: count }, () => ctx.ids.newId('ctc'));
  for (const part of partsOf(ids)) {
    await ctx.db.query(sql`
      insert into contacts (id, tenant_id, created_at)
      select id, ${tenantId}, ${ctx.clock.now()} from jsonb_array_elements_text(${JSON.stringify(part)}::text::jsonb) as c (id)`);
  }
  return ids;
}

/** Writes orders as the consumer of the log would. Their events are not there. */
export async function addOrders(ctx: Context, tenantId: Id<'ten'>, orders: readonly OrderRow[]): Promise<void> {
  for (const part of partsOf(orders)) {
    await ctx.db.query(sql`
      insert into orders (tenant_id, order_id, contact_id, total, currency, placed_at, seq)
      select ${tenantId}, "orderId", "contactId", total, currency, "placedAt", 0
      from jsonb_to_recordset(${JSON.stringify(part)}::text::jsonb) as o (
        "orderId" text, "contactId" text, total bigint, currency text, "placedAt" timestamptz)`);
  }
}

/** Parts that are written in good time. */
function partsOf<T>(list: readonly T[], size = 2_000): T[][] {
  return Array.from({ length: Math.ceil(list.length / size) }, (_, part) => list.slice(part * size, (part + 1) * size));
}
