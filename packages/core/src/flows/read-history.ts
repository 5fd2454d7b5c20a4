import { personPeriodsOf } from '../contacts/index.ts';
import { sql } from '../db/index.ts';
import type { Id } from '../lib/index.ts';
import { type EventRow, eventColumns, toLoggedEvent } from '../log/index.ts';
import type { AnyContext } from '../ports/index.ts';
import type { OwnEvent } from './follow-event.ts';

export type Period = { from: Date; until: Date };

/**
 * The contacts of events of some types in a period: of all, how many, and those whose last one is newest.
 * @param limit how many are named
 */
export async function findContactsOf(
  ctx: AnyContext,
  tenantId: Id<'ten'>,
  types: readonly string[],
  { from, until }: Period,
  limit: number,
): Promise<{ count: number; contactIds: Id<'ctc'>[] }> {
  const rows = await ctx.db.query<{ id: Id<'ctc'>; count: number }>(sql`
    with owned as (
      select coalesce(c.merged_into, c.id) as id, max(e.occurred_at) as at
      from events e join timeline t on t.seq = e.seq
      join contacts c on c.id = coalesce((
        select p.contact_id from visitor_periods p
        where p.visitor_id = t.person_id and t.occurred_at >= p.since and t.occurred_at < p.until limit 1), t.person_id)
      where e.tenant_id = ${tenantId} and e.type in ${sql.texts(types)} and e.occurred_at >= ${from}
        and e.occurred_at < ${until} and c.erased_at is null
      group by 1
    )
    select id, count(*) over ()::int as count from owned order by at desc, id limit ${limit}`);
  return { count: rows[0]?.count ?? 0, contactIds: rows.map(({ id }) => id) };
}

/**
 * The events of contacts in a period, of some types, in the order in which they happened.
 * @param limit for each contact, the first so many
 */
export async function readHistory(
  ctx: AnyContext,
  tenantId: Id<'ten'>,
  contactIds: readonly Id<'ctc'>[],
  types: readonly string[],
  { from, until }: Period,
  limit: number,
): Promise<Map<Id<'ctc'>, OwnEvent[]>> {
  const rows = await ctx.db.query<EventRow & { contact: Id<'ctc'>; isHistory: boolean }>(sql`
    select w.id as contact, s.kind = 'import' or (s.kind = 'beckon' and e.type = 'contact_updated') as "isHistory",
      ${eventColumns}
    from ${sql.texts(contactIds)} as w (id)
    cross join lateral (
      select t.seq, t.occurred_at from (${personPeriodsOf(tenantId, sql.trusted('w.id'))}) p
      join timeline t on t.tenant_id = ${tenantId} and t.person_id = p.id
        and t.occurred_at >= greatest(p.since, ${from}::timestamptz)
        and t.occurred_at < least(p.until, ${until}::timestamptz)
      join events x on x.seq = t.seq and x.type in ${sql.texts(types)}
      order by t.occurred_at, t.seq limit ${limit}
    ) t
    join events e on e.seq = t.seq
    join sources s on s.id = e.source_id
    order by t.occurred_at, t.seq`);
  const own = rows.map(({ contact: contactId, isHistory, ...row }): OwnEvent => {
    return { event: toLoggedEvent(row), contactId, isHistory };
  });
  return Map.groupBy(own, ({ contactId }) => contactId);
}
