import type { DeliveryCounts, MessageMetrics } from '@beckon/contract';
import { type DayRange, resolveRange } from '../attribution/index.ts';
import { sql } from '../db/index.ts';
import type { Id } from '../lib/index.ts';
import { countSums, type messages } from '../messages/index.ts';
import type { AnyContext, Statement } from '../ports/index.ts';
import { ratesOf } from './rates.ts';

/** Which counts of deliveries are asked for. */
export type CountsQuery = {
  origin: 'campaign' | 'flow' | 'any';
  /** Of these campaigns or flows; if omitted, of all. */
  ids?: readonly string[] | undefined;
  range: DayRange;
};

/** The condition on rows `k` of counts. Without days, all of them count. */
async function conditionOf(
  ctx: AnyContext,
  tenantId: Id<'ten'>,
  { origin, ids, range }: CountsQuery,
): Promise<Statement> {
  const days = range.from || range.to ? await resolveRange(ctx, tenantId, range) : null;
  return sql`k.tenant_id = ${tenantId}
    ${origin === 'any' ? sql`` : sql`and k.origin_kind = ${origin}`}
    ${ids ? sql`and k.origin_id <> '' and k.origin_id in ${sql.texts(ids)}` : sql``}
    ${days ? sql`and k.slot >= ${days.since} and k.slot < ${days.until}` : sql``}`;
}

/** The counts of campaigns or flows, by id; those without a delivery are missing. */
export async function readOriginCounts(
  ctx: AnyContext,
  tenantId: Id<'ten'>,
  query: CountsQuery,
): Promise<Map<string, DeliveryCounts>> {
  const rows = await ctx.db.query<DeliveryCounts & { originId: string }>(
    sql.composed(sql`
      select k.origin_id as "originId", ${countSums} from delivery_counts k
      where ${await conditionOf(ctx, tenantId, query)} group by 1`),
  );
  return new Map(rows.map(({ originId, ...counts }) => [originId, counts]));
}

/** The counts of all deliveries that are asked for. */
export async function readTotalCounts(
  ctx: AnyContext,
  tenantId: Id<'ten'>,
  query: CountsQuery,
): Promise<DeliveryCounts> {
  const [row] = await ctx.db.query<DeliveryCounts>(
    sql.composed(sql`select ${countSums} from delivery_counts k where ${await conditionOf(ctx, tenantId, query)}`),
  );
  return row!;
}

type MessageRow = Pick<typeof messages.$inferSelect, 'channel'> &
  Pick<MessageMetrics, 'messageId' | 'messageName' | 'step' | 'variation'> &
  DeliveryCounts;

/**
 * What each message did, the most sent first.
 * @param apart whether steps and variations have entries of their own
 */
export async function readMessageMetrics(
  ctx: AnyContext,
  tenantId: Id<'ten'>,
  query: CountsQuery,
  { apart }: { apart: boolean },
): Promise<MessageMetrics[]> {
  const part = (column: Statement) => (apart ? sql`nullif(${column}, '')` : sql`null::text`);
  const rows = await ctx.db.query<MessageRow>(
    sql.composed(sql`
      select c.*, m.name as "messageName", m.channel from (
        select k.message_id as "messageId", ${part(sql`k.step_id`)} as step, ${part(sql`k.variation`)} as variation,
          ${countSums}
        from delivery_counts k where ${await conditionOf(ctx, tenantId, query)} group by 1, 2, 3
      ) c join messages m on m.id = c."messageId" order by c.sent desc, c."messageId", step, variation`),
  );
  return rows.map((row) => ({ ...row, ...ratesOf(row) }));
}

/** What each message did, whatever sent it. */
export const listMessageMetrics = (ctx: AnyContext, tenantId: Id<'ten'>, range: DayRange): Promise<MessageMetrics[]> =>
  readMessageMetrics(ctx, tenantId, { origin: 'any', range }, { apart: false });

/** What was sent on each day, by the clock of the shop; oldest first. */
export async function readDailyCounts(
  ctx: AnyContext,
  tenantId: Id<'ten'>,
  query: CountsQuery,
): Promise<(DeliveryCounts & { day: string })[]> {
  return ctx.db.query<DeliveryCounts & { day: string }>(
    sql.composed(sql`
      select to_char(k.slot at time zone t.timezone, 'YYYY-MM-DD') as day, ${countSums}
      from delivery_counts k join tenants t on t.id = k.tenant_id
      where ${await conditionOf(ctx, tenantId, query)} group by 1 order by 1`),
  );
}
