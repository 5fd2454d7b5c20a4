import { sql } from '../db/index.ts';
import type { Id } from '../lib/index.ts';
import type { TenantLag } from '../log/index.ts';
import type { AnyContext } from '../ports/index.ts';
import type { jobs } from '../queue/index.ts';
import { inText, manyOf, type Reading } from './reading.ts';

/** How many jobs are due in each shop: ready, or waiting for a time that has passed. Held jobs wait for their limit. */
function readDueJobs(ctx: AnyContext): Promise<(Pick<typeof jobs.$inferSelect, 'tenantId'> & { due: number })[]> {
  const now = ctx.clock.now();
  return ctx.db.query<Pick<typeof jobs.$inferSelect, 'tenantId'> & { due: number }>(sql`
    select d.tenant_id as "tenantId", sum(d.due)::int as due from (
      select tenant_id, count(*) as due from jobs where status = 'ready' group by tenant_id
      union all
      select t.id, w.due from tenants t cross join lateral (
        select count(*) as due from jobs j where j.tenant_id = t.id and j.status = 'waiting' and j.run_at <= ${now}
      ) w where w.due > 0
    ) d group by d.tenant_id`);
}

/** What waits in each shop: due jobs, and the events that the slowest consumer has not processed. */
export async function measureQueue(ctx: AnyContext, lags: readonly TenantLag[]): Promise<Reading[]> {
  const due = new Map((await readDueJobs(ctx)).map(({ tenantId, due: count }) => [tenantId, count]));
  const waiting = new Map<Id<'ten'>, number>();
  for (const { tenantId, lag } of lags) waiting.set(tenantId, Math.max(lag, waiting.get(tenantId) ?? 0));
  return [...new Set([...due.keys(), ...waiting.keys()])].map((tenantId) => {
    const [jobsDue, events] = [due.get(tenantId) ?? 0, waiting.get(tenantId) ?? 0];
    const text = `${manyOf(jobsDue, 'job')} due, and ${manyOf(events, 'event')} not processed yet.`;
    return { tenantId, cause: 'queue', value: jobsDue + events, text };
  });
}

/** How old the oldest event is that a consumer has not processed, for each shop and consumer. */
export function measureLag(ctx: AnyContext, lags: readonly TenantLag[]): Reading[] {
  const now = ctx.clock.now().getTime();
  return lags.map(({ tenantId, name, lag, oldest }) => {
    const value = Math.max(0, (now - oldest.getTime()) / 1_000);
    const minutes = inText(value / 60, 1);
    const text = `The consumer ${name} has ${manyOf(lag, 'event')} to process. The oldest has waited for ${minutes} minutes.`;
    return { tenantId, cause: name, value, text };
  });
}
