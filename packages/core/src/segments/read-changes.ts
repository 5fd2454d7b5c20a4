import { sql } from '../db/index.ts';
import type { Id } from '../lib/index.ts';
import type { AnyContext } from '../ports/index.ts';
import type { MembershipChange } from './evaluate-marked.ts';

export type ChangesQuery = Pick<MembershipChange, 'change'> & { segmentId: string; from: Date; until: Date };

/** The contacts that entered or left a segment in a period, but not by an import: how many, and those who did so last. */
export async function findChanged(
  ctx: AnyContext,
  tenantId: Id<'ten'>,
  { segmentId, change, from, until }: ChangesQuery,
  limit: number,
): Promise<{ count: number; contactIds: Id<'ctc'>[] }> {
  const rows = await ctx.db.query<{ id: Id<'ctc'>; count: number }>(sql`
    with changed as (
      select c.id, max(g.at) as at from segment_changes g join contacts c on c.id = g.contact_id
      where g.tenant_id = ${tenantId} and g.segment_id = ${segmentId} and g.change = ${change}
        and g.reason <> 'imported'
        and g.at >= ${from} and g.at < ${until} and c.merged_into is null and c.erased_at is null
      group by 1
    )
    select id, count(*) over ()::int as count from changed order by at desc, id limit ${limit}`);
  return { count: rows[0]?.count ?? 0, contactIds: rows.map(({ id }) => id) };
}

/** When these contacts entered or left a segment in a period, but not by an import, in the order in which they did. */
export function readChanges(
  ctx: AnyContext,
  tenantId: Id<'ten'>,
  { segmentId, change, from, until }: ChangesQuery,
  contactIds: readonly string[],
): Promise<MembershipChange[]> {
  return ctx.db.query<MembershipChange>(sql`
    select segment_id as "segmentId", contact_id as "contactId", change, reason, at from segment_changes
    where tenant_id = ${tenantId} and contact_id in ${sql.texts(contactIds)} and segment_id = ${segmentId}
      and change = ${change} and reason <> 'imported' and at >= ${from} and at < ${until}
    order by at, id`);
}
