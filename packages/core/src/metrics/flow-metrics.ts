import type { FlowMetrics, FlowReport } from '@beckon/contract';
import { type DayRange, readEarnings, resolveRange } from '../attribution/index.ts';
import { sql } from '../db/index.ts';
import type { flows } from '../flows/index.ts';
import { DomainError, type Id } from '../lib/index.ts';
import { noDeliveries } from '../messages/index.ts';
import type { AnyContext } from '../ports/index.ts';
import { readSettings } from '../tenants/index.ts';
import { toEarnings } from './campaign-metrics.ts';
import { readDailyCounts, readMessageMetrics, readOriginCounts } from './delivery-metrics.ts';
import { rateOf, ratesOf } from './rates.ts';

type Named = Pick<typeof flows.$inferSelect, 'id' | 'name' | 'status'>;
type Passages = Pick<FlowMetrics, 'enrolled' | 'completed' | 'averageTimeToComplete'>;

const noPassages: Passages = { enrolled: 0, completed: 0, averageTimeToComplete: null };

/**
 * What flows did. With days, their messages, orders and entries of these days count.
 * @param ids in this order; if omitted, all that are not archived
 * @throws DomainError `not_found` for a flow that the shop does not have
 */
export async function compareFlows(
  ctx: AnyContext,
  tenantId: Id<'ten'>,
  { ids, ...range }: DayRange & { ids?: readonly string[] | undefined },
): Promise<FlowMetrics[]> {
  const found = await ctx.db.query<Named>(sql`
    select id, name, status from flows
    where tenant_id = ${tenantId} and ${ids ? sql`id in ${sql.texts(ids)}` : sql`status <> 'archived'`} order by id`);
  const byId = new Map(found.map((flow) => [flow.id as string, flow]));
  const wanted = ids ?? found.map(({ id }) => id);
  const missing = wanted.find((id) => !byId.has(id));
  if (missing !== undefined) throw new DomainError('not_found', `there is no flow ${missing}`);
  const counts = await readOriginCounts(ctx, tenantId, { origin: 'flow', ids: wanted, range });
  const earned = await readEarnings(ctx, tenantId, 'flow', wanted, range.from || range.to ? range : undefined);
  const passages = await readPassages(ctx, tenantId, wanted, range);
  const { currency } = await readSettings(ctx, tenantId);
  return wanted.map((id) => {
    const { name, status } = byId.get(id)!;
    const own = counts.get(id) ?? noDeliveries;
    const passed = passages.get(id) ?? noPassages;
    return {
      ...{ flowId: id, name, status },
      ...{ ...own, ...ratesOf(own) },
      ...toEarnings(earned.get(id)!, own.delivered, currency),
      ...{ ...passed, completionRate: rateOf(passed.completed, passed.enrolled) },
    };
  });
}

/** How many contacts entered flows, and how many of them took the last step. */
async function readPassages(
  ctx: AnyContext,
  tenantId: Id<'ten'>,
  ids: readonly string[],
  range: DayRange,
): Promise<Map<string, Passages>> {
  const days = range.from || range.to ? await resolveRange(ctx, tenantId, range) : null;
  const rows = await ctx.db.query<Passages & { flowId: string }>(
    sql.composed(sql`
      select flow_id as "flowId", count(*)::int as enrolled, count(*) filter (where status = 'finished')::int as completed,
        round(extract(epoch from avg(ended_at - entered_at) filter (where status = 'finished')))::int
          as "averageTimeToComplete"
      from flow_runs where tenant_id = ${tenantId} and flow_id in ${sql.texts(ids)}
        ${days ? sql`and entered_at >= ${days.since} and entered_at < ${days.until}` : sql``}
      group by 1`),
  );
  return new Map(rows.map(({ flowId, ...passages }) => [flowId, passages]));
}

/** What a flow did, step by step and day by day. @throws DomainError `not_found` */
export async function readFlowReport(
  ctx: AnyContext,
  tenantId: Id<'ten'>,
  id: Id<'flw'>,
  range: DayRange,
): Promise<FlowReport> {
  const [metrics] = await compareFlows(ctx, tenantId, { ids: [id], ...range });
  const query = { origin: 'flow', ids: [id], range } as const;
  return {
    ...metrics!,
    messageMetrics: await readMessageMetrics(ctx, tenantId, query, { apart: true }),
    days: await readDailyCounts(ctx, tenantId, query),
  };
}
