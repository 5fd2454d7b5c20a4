import { sql } from '../db/index.ts';
import type { AnyContext } from '../ports/index.ts';
import { inText, manyOf, type Reading } from './reading.ts';
import { ruleDefinitions } from './rules.ts';
import type { slowAnswers } from './tables.ts';

type Slowest = Pick<typeof slowAnswers.$inferSelect, 'tenantId' | 'route' | 'requests' | 'slowestMs'>;

/** The slowest answer of each route, for each shop. */
export async function measureAnswers(ctx: AnyContext): Promise<Reading[]> {
  const { windowSeconds } = ruleDefinitions.api_response;
  const since = new Date(ctx.clock.now().getTime() - windowSeconds! * 1_000);
  const rows = await ctx.db.query<Slowest>(sql`
    select tenant_id as "tenantId", route, sum(requests)::int as requests, max(slowest_ms) as "slowestMs"
    from slow_answers where minute > ${since} group by tenant_id, route`);
  return rows.map(({ tenantId, route, requests, slowestMs }) => {
    const value = slowestMs / 1_000;
    const text = `${manyOf(requests, 'answer')} of ${route} took more than a second in the last ten minutes. The slowest took ${inText(value, 1)} seconds.`;
    return { tenantId, cause: route, value, text };
  });
}
