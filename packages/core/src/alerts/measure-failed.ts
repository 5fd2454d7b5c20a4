import { sql } from '../db/index.ts';
import type { AnyContext } from '../ports/index.ts';
import { inText, manyOf, type Reading } from './reading.ts';
import type { alerts } from './tables.ts';

type Failed = Pick<typeof alerts.$inferSelect, 'tenantId' | 'cause'> & { failed: number; oldest: Date };

/** Of each shop, so many of the oldest are looked at: ids grow with time, so the oldest are among them. */
const maxRead = 1_000;

const hour = 60 * 60 * 1_000;

/** How old the oldest open entry of the quarantine and the oldest dead job are, for each shop. */
export async function measureFailed(ctx: AnyContext): Promise<Reading[]> {
  const now = ctx.clock.now().getTime();
  const rows = await ctx.db.query<Failed>(sql`
    select t.id as "tenantId", f.cause, f.failed::int, f.oldest from tenants t cross join lateral (
      select 'events' as cause, count(*) as failed, min(q.received_at) as oldest from (
        select received_at from quarantine where tenant_id = t.id and resolved_at is null order by id limit ${maxRead}
      ) q
      union all
      select 'jobs', count(*), min(j.died_at) from (
        select died_at from jobs where tenant_id = t.id and status = 'dead' order by id limit ${maxRead}
      ) j
    ) f where f.failed > 0`);
  return rows.map(({ tenantId, cause, failed, oldest }) => {
    const value = (now - oldest.getTime()) / hour;
    const count = `${inText(failed)}${failed === maxRead ? ' or more' : ''}`;
    const isOne = failed === 1;
    const events = isOne ? 'event is in quarantine' : 'events are in quarantine';
    const what = cause === 'events' ? events : isOne ? 'job is dead' : 'jobs are dead';
    return {
      tenantId,
      cause,
      value,
      text: `${count} ${what}. The oldest has been there for ${ageOf(value)}.`,
    };
  });
}

const ageOf = (hours: number) => (hours < 1 ? 'less than an hour' : manyOf(Math.floor(hours), 'hour'));
