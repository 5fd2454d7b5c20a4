import { sql } from '../db/index.ts';
import type { LoggedEvent, ProjectionStep } from '../log/index.ts';
import { type EndedEntry, skipDeliveriesOfEntries } from '../messages/index.ts';
import type { Context, Transaction } from '../ports/index.ts';

/**
 * Removes buyers from the waitlists of the products they bought, for all variants. Runs after the step that finds the
 * contacts of these events. An order from before the shopper joined changes nothing, even when the log is read again.
 */
export const leaveOnPurchaseStep: ProjectionStep = { apply: leaveOnPurchase };

async function leaveOnPurchase(ctx: Context<Transaction>, events: readonly LoggedEvent[]): Promise<void> {
  const bought = events.flatMap(({ type, isTrusted, tenantId, userId, email, occurredAt, properties }) =>
    type === 'placed_order' && isTrusted && (userId !== null || email !== null)
      ? productIds(properties.items).map((productId) => ({ tenantId, userId, email, occurredAt, productId }))
      : [],
  );
  if (bought.length === 0) return;
  const ended = await ctx.db.query<EndedEntry & { tenantId: string }>(sql`
    update waitlist_entries w set status = 'purchased', ended_at = ${ctx.clock.now()}
    from jsonb_to_recordset(${JSON.stringify(bought)}::text::jsonb) as b (
      "tenantId" text, "userId" text, "email" text, "occurredAt" timestamptz, "productId" text)
    join contacts c on c.tenant_id = b."tenantId" and (c.user_id = b."userId" or c.email = b."email")
    where w.tenant_id = b."tenantId" and w.contact_id = c.id and w.product_id = b."productId"
      and w.status in ('pending', 'waiting', 'notified') and w.joined_at <= b."occurredAt"
    returning w.id, w.contact_id as "contactId", w.tenant_id as "tenantId"`);
  for (const [tenantId, own] of Map.groupBy(ended, (entry) => entry.tenantId)) {
    await skipDeliveriesOfEntries(ctx, tenantId, own);
  }
}

function productIds(items: unknown): string[] {
  if (!Array.isArray(items)) return [];
  const ids = items.map((item: { productId?: unknown } | null) => item?.productId);
  return [...new Set(ids.filter((id): id is string => typeof id === 'string'))];
}
