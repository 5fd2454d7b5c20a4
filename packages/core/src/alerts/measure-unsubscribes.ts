import { sql } from '../db/index.ts';
import type { AnyContext } from '../ports/index.ts';
import { inText, manyOf, type Reading } from './reading.ts';
import { ruleDefinitions } from './rules.ts';
import type { alerts } from './tables.ts';

type Rate = Pick<typeof alerts.$inferSelect, 'tenantId' | 'cause'> & {
  /** One of the messages of a campaign or flow. */
  message: string | null;
  unsubscribed: number;
  delivered: number;
};

/**
 * Contacts that unsubscribed from email, of the marketing emails that were sent and did not come back: for each campaign and
 * flow those who did so by a link of its messages, and for the shop as a whole, the cause `shop`, all others.
 */
export async function measureUnsubscribes(ctx: AnyContext): Promise<Reading[]> {
  const { windowSeconds, minimum } = ruleDefinitions.unsubscribe_rate;
  const since = new Date(ctx.clock.now().getTime() - windowSeconds! * 1_000);
  const rows = await ctx.db.query<Rate>(sql`
    with by_link as materialized (
      select d.tenant_id, coalesce(d.origin ->> 'campaignId', d.origin ->> 'flowId') as cause, min(m.name) as message,
        count(distinct d.contact_id)::int as unsubscribed
      from deliveries d join messages m on m.id = d.message_id
      where d.unsubscribed_at > ${since} and d.channel = 'email' and coalesce(d.origin ->> 'campaignId', d.origin ->> 'flowId') is not null
      group by 1, 2
    ), revoked as materialized (
      select l.tenant_id, count(distinct l.contact_id)::int as unsubscribed
      from tenants t join consent_ledger l on l.tenant_id = t.id and l.record ->> 'recordedAt' > ${since.toISOString()}
      where l.type = 'email' and l.action = 'revoked' and l.record ->> 'source' = 'unsubscribe'
      group by 1
    ), unsubscribed as (
      select * from by_link
      union all
      select r.tenant_id, 'shop', null, r.unsubscribed - coalesce((
        select sum(b.unsubscribed) from by_link b where b.tenant_id = r.tenant_id), 0)::int
      from revoked r
    )
    select u.tenant_id as "tenantId", u.cause, u.message, u.unsubscribed, d.delivered
    from unsubscribed u cross join lateral (
      select case when u.cause = 'shop' then (
          select count(*) from deliveries d
          where d.tenant_id = u.tenant_id and d.status = 'sent' and d.dispatched_at > ${since}
            and d.channel = 'email' and d.category = 'marketing'
        ) else (
          select sum(k.delivered) from delivery_counts k
          where k.origin_id <> '' and k.origin_id = u.cause and k.slot > ${since}
        ) end::int as delivered
    ) d
    where u.unsubscribed > 0 and d.delivered >= ${minimum!}`);
  return rows.map(({ tenantId, cause, message, unsubscribed, delivered }) => {
    const value = (100 * unsubscribed) / delivered;
    const [by, of] = message === null ? ['', 'marketing emails'] : [` by a link in “${message}”`, 'emails of it'];
    const text = `${manyOf(unsubscribed, 'contact')} unsubscribed in the last 24 hours${by}, in which ${inText(delivered)} ${of} were delivered (${inText(value, 2)} %).`;
    return { tenantId, cause, value, text };
  });
}
