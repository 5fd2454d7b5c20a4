import type { Delivery } from '@beckon/contract';
import { sql } from '../db/index.ts';
import type { AnyContext } from '../ports/index.ts';
import { skipReasons } from './gate.ts';

/** The deliveries to one contact, newest first, with the reason as text. */
export async function readDeliveries(ctx: AnyContext, tenantId: string, contactId: string): Promise<Delivery[]> {
  const rows = await ctx.db.query<{
    id: string;
    message: string;
    channel: Delivery['channel'];
    category: Delivery['category'];
    status: Delivery['status'];
    reason: string | null;
    created_at: Date;
    finished_at: Date | null;
  }>(sql`
    select d.id, m.name as message, d.channel, d.category, d.status, d.reason, d.created_at, d.finished_at
    from deliveries d join messages m on m.id = d.message_id
    where d.tenant_id = ${tenantId} and d.contact_id = ${contactId} order by d.created_at desc, d.id desc limit 100`);
  return rows.map((row) => ({
    id: row.id,
    message: row.message,
    channel: row.channel,
    category: row.category,
    status: row.status,
    reason:
      row.reason === null
        ? null
        : Object.hasOwn(skipReasons, row.reason)
          ? skipReasons[row.reason as keyof typeof skipReasons]
          : row.reason,
    createdAt: row.created_at.toISOString(),
    sentAt: row.status === 'sent' ? (row.finished_at?.toISOString() ?? null) : null,
  }));
}
