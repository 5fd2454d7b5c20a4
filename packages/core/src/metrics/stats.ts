import type { Stats } from '@beckon/contract';
import { sql } from '../db/index.ts';
import type { AnyContext } from '../ports/index.ts';
import { segmentRule } from '../segments/index.ts';

/** The totals of a tenant, out of the projections. */
export async function readStats(ctx: AnyContext, tenantId: string): Promise<Stats> {
  const [row] = await ctx.db.query<Omit<Stats, 'revenue'> & { revenue: Stats['revenue'] | null }>(sql`
    select
      (select count(*)::int from contacts where tenant_id = ${tenantId} and merged_into is null and erased_at is null)
        as contacts,
      (select count(*)::int from visitors v where v.tenant_id = ${tenantId}
        and not exists (select from bot_visitors b where b.tenant_id = v.tenant_id and b.anonymous_id = v.anonymous_id)
      ) as visitors,
      json_build_object(
        'visitors', (select count(*) from bot_visitors where tenant_id = ${tenantId}),
        'events', (select coalesce(sum(bot_events), 0) from source_schemas where tenant_id = ${tenantId})) as bots,
      (select coalesce(sum(events), 0)::bigint from source_activity where tenant_id = ${tenantId}) as events,
      (select count(*)::int from orders where tenant_id = ${tenantId}) as orders,
      (select count(*)::int from orders where tenant_id = ${tenantId} and total = 0) as "zeroValueOrders",
      (select count(*)::int from contacts c where c.tenant_id = ${tenantId} and c.merged_into is null
        and c.erased_at is null and ${segmentRule(tenantId, 'newsletter')}) as subscribers,
      (select json_agg(json_build_object('amount', amount, 'currency', currency) order by amount desc) from (
        select sum(total)::bigint as amount, currency from orders where tenant_id = ${tenantId} group by currency
      ) r) as revenue`);
  return { ...row!, revenue: row!.revenue ?? [] };
}
