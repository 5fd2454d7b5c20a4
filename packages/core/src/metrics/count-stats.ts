import type { BuiltInSegmentId, Stats } from '@beckon/contract';
import { netOfOrder } from '../contacts/index.ts';
import { sql } from '../db/index.ts';
import type { Id } from '../lib/index.ts';
import type { AnyContext, Statement } from '../ports/index.ts';
import { builtInSegments, segmentRule } from '../segments/index.ts';

/** What takes time to count in a large shop. */
export type Counts = Pick<Stats, 'contacts' | 'visitors' | 'orders' | 'zeroValueOrders' | 'revenue'> & {
  segments: Record<BuiltInSegmentId, number>;
};

/** Counts as one JSON value. */
function countsOf(tenantId: Id<'ten'>): Statement {
  const members = builtInSegments.map(
    ({
      id,
    }) => sql`${id}::text, (select count(*) from contacts c where c.tenant_id = ${tenantId} and c.merged_into is null
      and c.erased_at is null and ${segmentRule(tenantId, id)})`,
  );
  return sql`jsonb_build_object(
    'contacts', (select count(*) from contacts where tenant_id = ${tenantId} and merged_into is null and erased_at is null),
    'visitors', (select count(*) from visitors where tenant_id = ${tenantId}) - (
      select count(*) from bot_visitors b
      join visitors v on v.tenant_id = b.tenant_id and v.anonymous_id = b.anonymous_id where b.tenant_id = ${tenantId}),
    'orders', (select count(*) from orders where tenant_id = ${tenantId} and cancelled_at is null),
    'zeroValueOrders', (select count(*) from orders where tenant_id = ${tenantId} and total = 0 and cancelled_at is null),
    'revenue', coalesce((
      select jsonb_agg(jsonb_build_object('amount', amount, 'currency', currency) order by amount desc) from (
        select sum(${netOfOrder})::bigint as amount, currency from orders o where tenant_id = ${tenantId}
        and cancelled_at is null group by currency
      ) r), '[]'),
    'segments', jsonb_build_object(${sql.join(members, ', ')}))`;
}

export async function countStats(ctx: AnyContext, tenantId: Id<'ten'>): Promise<Counts> {
  const [row] = await ctx.db.query<{ counts: Counts }>(sql.composed(sql`select ${countsOf(tenantId)} as counts`));
  return row!.counts;
}

/** What the consumers count as they read the log: of now, in any shop. */
export async function readLogCounts(ctx: AnyContext, tenantId: Id<'ten'>): Promise<Pick<Stats, 'events' | 'bots'>> {
  const [row] = await ctx.db.query<Pick<Stats, 'events' | 'bots'>>(sql`
    select (select coalesce(sum(events), 0)::bigint from source_activity where tenant_id = ${tenantId}) as events,
      json_build_object(
        'visitors', (select count(*) from bot_visitors where tenant_id = ${tenantId}),
        'events', (select coalesce(sum(bot_events), 0) from source_schemas where tenant_id = ${tenantId})) as bots`);
  return row!;
}
