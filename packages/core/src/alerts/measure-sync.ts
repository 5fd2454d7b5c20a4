import { sql } from '../db/index.ts';
import type { AnyContext } from '../ports/index.ts';
import type { jobs } from '../queue/index.ts';
import { inText, type Reading } from './reading.ts';
import { ruleDefinitions } from './rules.ts';

type Failing = Pick<typeof jobs.$inferSelect, 'tenantId' | 'kind'> & { failed: number; done: number };

/**
 * The share of calls to other systems that failed, for each shop and kind of job with a failure. A job counts once: as failed
 * if its last attempt failed within the window, as done if it finished within it.
 * @param kinds of jobs that tell other systems something
 */
export async function measureSync(ctx: AnyContext, kinds: readonly string[]): Promise<Reading[]> {
  const { windowSeconds, minimum } = ruleDefinitions.sync_failures;
  const since = new Date(ctx.clock.now().getTime() - windowSeconds! * 1_000);
  const rows = await ctx.db.query<Failing>(sql`
    with failing as materialized (
      select tenant_id, kind, count(*)::int as failed from jobs
      where failed_at > ${since} and kind in ${sql.texts(kinds)} group by tenant_id, kind
    )
    select f.tenant_id as "tenantId", f.kind, f.failed, d.done
    from failing f cross join lateral (
      select count(*)::int as done from finished_jobs d
      where d.tenant_id = f.tenant_id and d.finished_at > ${since} and d.kind = f.kind
    ) d where f.failed + d.done >= ${minimum!}`);
  return rows.map(({ tenantId, kind, failed, done }) => {
    const value = (100 * failed) / (failed + done);
    const text = `${inText(failed)} of ${inText(failed + done)} jobs ${kind} failed in the last hour (${inText(value, 1)} %).`;
    return { tenantId, cause: kind, value, text };
  });
}
