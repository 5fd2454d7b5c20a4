import type { WaitlistEntry } from '@beckon/contract';
import { sql } from '../db/index.ts';
import type { Id } from '../lib/index.ts';
import type { AnyContext } from '../ports/index.ts';
import type { waitlistEntries } from './tables.ts';

type EntryRow = Pick<
  typeof waitlistEntries.$inferSelect,
  'id' | 'productId' | 'variantId' | 'status' | 'joinedAt' | 'notifiedAt'
> & { title: string | null };

/** What a contact waits or waited for, newest first. */
export async function readWaitlistEntries(
  ctx: AnyContext,
  tenantId: Id<'ten'>,
  contactId: Id<'ctc'>,
): Promise<WaitlistEntry[]> {
  const rows = await ctx.db.query<EntryRow>(sql`
    select w.id, w.product_id as "productId", w.variant_id as "variantId", w.status, w.joined_at as "joinedAt",
      w.notified_at as "notifiedAt",
      case when v.title is null then p.title else p.title || ', ' || v.title end as title
    from waitlist_entries w
    left join products p on p.tenant_id = w.tenant_id and p.id = w.product_id
    left join variants v on v.tenant_id = w.tenant_id and v.product_id = w.product_id and v.id = w.variant_id
    where w.tenant_id = ${tenantId} and w.contact_id = ${contactId}
    order by w.joined_at desc, w.id desc limit 200`);
  return rows.map((row) => ({
    ...row,
    variantId: row.variantId || null,
    joinedAt: row.joinedAt.toISOString(),
    notifiedAt: row.notifiedAt?.toISOString() ?? null,
  }));
}

/**
 * Which of these entries had ended, by a purchase or since the contact did not want to wait any more.
 * @param until what happened later is not known yet
 */
export async function findEndedEntries(
  ctx: AnyContext,
  tenantId: Id<'ten'>,
  ids: readonly string[],
  until: Date,
): Promise<ReadonlySet<string>> {
  if (ids.length === 0) return new Set();
  const rows = await ctx.db.query<Pick<EntryRow, 'id'>>(sql`
    select id from waitlist_entries where tenant_id = ${tenantId} and id in ${sql.texts(ids)}
      and status in ('left', 'purchased') and ended_at <= ${until}`);
  return new Set(rows.map(({ id }) => id));
}
