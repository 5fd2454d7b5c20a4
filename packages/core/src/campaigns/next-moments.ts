import type { CampaignDefinition } from '@beckon/contract';
import { sql } from '../db/index.ts';
import { nextWithin } from '../lib/index.ts';
import type { AnyContext } from '../ports/index.ts';

type Waiting = { at: Date | null; window: CampaignDefinition['window']; timezone: string; isSending: boolean };

/** When campaigns become due by the clock alone: their beginning, their recipients, their pace, and their tests. */
export async function nextMoments(ctx: AnyContext): Promise<Date[]> {
  const now = ctx.clock.now();
  const rows = await ctx.db.query<Waiting>(sql`
    select case when g.status = 'scheduled' then g.starts_at else least(
        (select min(r.due_at) from campaign_recipients r where r.campaign_id = g.id and r.due_at > ${now}),
        (select min(s.started_at + l.window_ms * interval '1 ms') from job_starts s
          join job_limits l on l.tenant_id = s.tenant_id and l.key = s.key
          where s.tenant_id = g.tenant_id and s.key = 'campaign/' || g.id
            and s.started_at + l.window_ms * interval '1 ms' > ${now}),
        (select e.started_at + e.decide_after_seconds * interval '1 second' from experiments e
          where e.id = g.experiment_id and e.decided_at is null)) end as at,
      g.definition -> 'window' as window, t.timezone, g.status = 'sending' as "isSending"
    from campaigns g join tenants t on t.id = g.tenant_id where g.status in ('scheduled', 'sending')`);
  return rows
    .flatMap(({ at, window, timezone, isSending }) => [
      at ?? [],
      (isSending && window && nextWithin(now, [timezone], window)) || [],
    ])
    .flat();
}
