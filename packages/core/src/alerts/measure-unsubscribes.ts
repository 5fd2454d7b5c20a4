import { sql } from '../db/index.ts';
import type { AnyContext } from '../ports/index.ts';
import { inText, manyOf, type Reading } from './reading.ts';
import { ruleDefinitions } from './rules.ts';
import type { alerts } from './tables.ts';

type Rate = Pick<typeof alerts.$inferSelect, 'tenantId' | 'cause'> & { unsubscribed: number; delivered: number };

/**
 * Contacts that unsubscribed from email, of the marketing emails that were sent and did not come back. The ledger does not
 * say by which email, so both are counted for the shop as a whole: the cause is `shop`.
 */
export async function measureUnsubscribes(ctx: AnyContext): Promise<Reading[]> {
  const { windowSeconds, minimum } = ruleDefinitions.unsubscribe_rate;
  const since = new Date(ctx.clock.now().getTime() - windowSeconds! * 1_000);
  const rows = await ctx.db.query<Rate>(sql`
    with unsubscribed as materialized (
      select l.tenant_id, 'shop' as cause, count(distinct l.contact_id)::int as unsubscribed
      from tenants t join consent_ledger l on l.tenant_id = t.id and l.record ->> 'recordedAt' > ${since.toISOString()}
      where l.type = 'email' and l.action = 'revoked' and l.record ->> 'source' = 'unsubscribe'
      group by 1, 2
    ), delivered as (
      select d.tenant_id, 'shop' as cause, count(*)::int as delivered from deliveries d
      where d.tenant_id in (select tenant_id from unsubscribed) and d.status = 'sent' and d.dispatched_at > ${since}
        and d.channel = 'email' and d.category = 'marketing'
      group by 1, 2
    )
    select u.tenant_id as "tenantId", u.cause, u.unsubscribed, d.delivered
    from unsubscribed u join delivered d using (tenant_id, cause) where d.delivered >= ${minimum!}`);
  return rows.map(({ tenantId, cause, unsubscribed, delivered }) => {
    const value = (100 * unsubscribed) / delivered;
    const text = `${manyOf(unsubscribed, 'contact')} unsubscribed in the last 24 hours, in which ${inText(delivered)} marketing emails were delivered (${inText(value, 2)} %).`;
    return { tenantId, cause, value, text };
  });
}
