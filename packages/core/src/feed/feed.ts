import type { StreamedEvent } from '@beckon/contract';
import { sql } from '../db/index.ts';
import { eventName, type Id } from '../lib/index.ts';
import type { events } from '../log/index.ts';
import type { AnyContext, Statement } from '../ports/index.ts';

export type FeedEvent = { seq: number; event: StreamedEvent };

type FeedRow = Pick<
  typeof events.$inferSelect,
  'seq' | 'id' | 'type' | 'occurredAt' | 'receivedAt' | 'isTrusted' | 'properties' | 'anonymousId'
> & { source: string; contactId: Id<'ctc'> | null; contactName: string | null; isBot: boolean };

/** The newest events of a tenant first, with the contact they belong to as far as known. */
export async function listEvents(
  ctx: AnyContext,
  tenantId: Id<'ten'>,
  page: { limit: number; before: number | null; type: string | null; bots?: 'with' | 'without' | 'only' | undefined },
): Promise<FeedEvent[]> {
  const condition = sql`
    e.tenant_id = ${tenantId} and (${page.before}::bigint is null or e.seq < ${page.before})
    ${typeCondition(page.type)}
    ${botCondition(page.bots)} order by e.seq desc limit ${page.limit}`;
  return toFeed(await ctx.db.query<FeedRow>(sql.composed(feedOf(condition, 'desc'))));
}

/** Names the condition of the index `events_by_rare_type`, which leaves out what is frequent. */
function typeCondition(type: string | null) {
  if (type === null) return sql``;
  const isFrequent = type === 'page_viewed' || type === 'product_viewed';
  return sql`and e.type = ${type} ${isFrequent ? sql`` : sql`and e.type not in ('page_viewed', 'product_viewed')`}`;
}

/** A server may put anything in a context: only what collect itself writes counts. */
const isBot = sql.trusted(`e.context -> 'bot' = 'true'::jsonb`);

function botCondition(bots: 'with' | 'without' | 'only' = 'with') {
  if (bots === 'with') return sql``;
  return bots === 'only' ? sql`and ${isBot}` : sql`and (${isBot}) is not true`;
}

/**
 * Events after a place that the consumer has applied already, so that their contact is known. Transactions commit out
 * of order: ask from some way back and leave out what was seen.
 */
export async function listAppliedAfter(
  ctx: AnyContext,
  tenantId: Id<'ten'>,
  consumer: string,
  after: number,
  limit: number,
): Promise<FeedEvent[]> {
  const condition = sql`
    e.tenant_id = ${tenantId} and e.seq > ${after} and exists (
      select from log_cursors c
      where c.consumer = ${consumer} and c.bucket = e.bucket and (c.xact, c.seq) >= (e.xact, e.seq))
    order by e.seq limit ${limit}`;
  return toFeed(await ctx.db.query<FeedRow>(feedOf(condition, 'asc')));
}

/** The last sequence number that was handed out, as far as this snapshot sees. */
export async function lastSeq(ctx: AnyContext): Promise<number> {
  const [row] = await ctx.db.query<{ last: number | null }>(sql`select max(seq) as last from events`);
  return row?.last ?? 0;
}

/**
 * The page is cut first, and only its events are looked up: joined before the limit, whose browser each was is worked out
 * for every link of the shop, 5 s at 1,000,000.
 */
function feedOf(condition: Statement, order: 'asc' | 'desc'): Statement {
  return sql`
    with e as materialized (select e.* from events e where ${condition})
    select e.seq, e.id, e.type, e.occurred_at as "occurredAt", e.received_at as "receivedAt",
      e.is_trusted as "isTrusted", s.name as source, e.properties, e.anonymous_id as "anonymousId",
      coalesce(${isBot}, false) as "isBot", c.id as "contactId",
      coalesce(nullif(concat_ws(' ', c.first_name, c.last_name), ''), c.email, c.user_id) as "contactName"
    from e
    join sources s on s.id = e.source_id
    left join timeline t on t.seq = e.seq
    left join lateral (
      select p.contact_id from visitor_periods p
      where p.visitor_id = t.person_id and t.occurred_at >= p.since and t.occurred_at < p.until
    ) v on true
    left join contacts c on c.id = coalesce(v.contact_id, (
      select coalesce(merged_into, id) from contacts where id = t.person_id))
    order by e.seq ${sql.trusted(order)}`;
}

function toFeed(rows: readonly FeedRow[]): FeedEvent[] {
  return rows.map(({ seq, ...row }) => ({
    seq,
    event: {
      ...row,
      id: eventName(row.id),
      occurredAt: row.occurredAt.toISOString(),
      receivedAt: row.receivedAt.toISOString(),
    },
  }));
}
