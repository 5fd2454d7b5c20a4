import { sql } from '../db/index.ts';
import type { Id } from '../lib/index.ts';
import type { AnyContext } from '../ports/index.ts';

/** Notes that the recipient of a delivery unsubscribed because of it; the first time counts. */
export async function noteUnsubscribed(ctx: AnyContext, tenantId: Id<'ten'>, id: string, at: Date): Promise<void> {
  await ctx.db.query(sql`
    update deliveries set unsubscribed_at = least(unsubscribed_at, ${at}::timestamptz)
    where tenant_id = ${tenantId} and id = ${id}`);
}
