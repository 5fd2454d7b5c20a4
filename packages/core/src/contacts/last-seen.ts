import { sql } from '../db/index.ts';
import type { LoggedEvent } from '../log/index.ts';
import type { BatchContext, ContactOf } from './apply-events.ts';

const ofOrders: ReadonlySet<string> = new Set(['placed_order', 'order_refunded', 'order_cancelled']);

/**
 * Records when each contact was last active, identified or in a browser linked to them. What a bot did in their name is
 * not theirs, nor is what the shop did with an order. Orders record it with their totals.
 */
export async function recordLastSeen(
  ctx: BatchContext,
  events: readonly LoggedEvent[],
  contactOf: ContactOf,
): Promise<void> {
  const latest = new Map<string, string>();
  for (const event of events) {
    const id = contactOf(event);
    if (id === null || event.context.bot === true || (ofOrders.has(event.type) && event.isTrusted)) continue;
    const known = latest.get(id);
    if (!known || event.occurredAt > known) latest.set(id, event.occurredAt);
  }
  if (latest.size === 0) return;
  const rows = [...latest].sort().map(([id, at]) => ({ id, at }));
  await ctx.db.query(sql`
    update contacts c set last_seen_at = s.at
    from jsonb_to_recordset(${JSON.stringify(rows)}::text::jsonb) as s (id text, at timestamptz)
    where c.id = s.id and c.erased_at is null and (c.last_seen_at is null or c.last_seen_at < s.at)`);
}
