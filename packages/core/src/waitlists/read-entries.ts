import type { WaitlistEntry, WaitlistStatus } from '@beckon/contract';
import { sql } from '../db/index.ts';
import type { AnyContext } from '../ports/index.ts';

/** What a contact waits or waited for, newest first. */
export async function readWaitlistEntries(
  ctx: AnyContext,
  tenantId: string,
  contactId: string,
): Promise<WaitlistEntry[]> {
  const rows = await ctx.db.query<{
    id: string;
    product_id: string;
    variant_id: string;
    title: string | null;
    status: WaitlistStatus;
    joined_at: Date;
    notified_at: Date | null;
  }>(sql`
    select w.id, w.product_id, w.variant_id, w.status, w.joined_at, w.notified_at,
      case when v.title is null then p.title else p.title || ', ' || v.title end as title
    from waitlist_entries w
    left join products p on p.tenant_id = w.tenant_id and p.id = w.product_id
    left join variants v on v.tenant_id = w.tenant_id and v.product_id = w.product_id and v.id = w.variant_id
    where w.tenant_id = ${tenantId} and w.contact_id = ${contactId}
    order by w.joined_at desc, w.id desc limit 200`);
  return rows.map((row) => ({
    id: row.id,
    productId: row.product_id,
    variantId: row.variant_id || null,
    title: row.title,
    status: row.status,
    joinedAt: row.joined_at.toISOString(),
    notifiedAt: row.notified_at?.toISOString() ?? null,
  }));
}
