import type { DeliverabilityReport } from '@beckon/contract';
import { sql } from '../db/index.ts';
import type { Id } from '../lib/index.ts';
import type { Context } from '../ports/index.ts';
import { runReport, shareOf } from './run-report.ts';
import { type NamedDays, readSpan, shownSpan } from './span.ts';

type Counts = Pick<
  DeliverabilityReport['data'][number],
  'provider' | 'sent' | 'delivered' | 'bouncedHard' | 'bouncedSoft' | 'complained' | 'opened' | 'clicked'
>;

/** Domains with fewer emails are `other`: they say little, and may belong to one person. */
const leastOfDomain = 10;

/** Providers that have a name are shown however few emails they got. */
const named = ['gmail', 'outlook', 'yahoo', 'icloud', 'gmx_webde', 'unknown'];

/** What became of the emails that were handed to a platform in the span, by the provider of the mailbox. */
export async function readDeliverabilityReport(
  ctx: Context,
  tenantId: Id<'ten'>,
  days: NamedDays,
): Promise<DeliverabilityReport> {
  const span = await readSpan(ctx, tenantId, days, 30);
  const isIn = sql`d.tenant_id = ${tenantId} and d.channel = 'email'
    and d.dispatched_at >= ${span.start} and d.dispatched_at < ${span.end}`;
  const columns = sql`d.id, coalesce(d.mailbox_provider, 'unknown') as provider, d.status = 'sent' as is_delivered,
    d.complained_at, d.opened_at, d.clicked_at`;
  const rows = await runReport(ctx, (read) =>
    read<Counts>(sql`
      with sent as (
        select ${columns}, null as bounce from deliveries d where ${isIn} and d.status = 'sent' and d.bounced_at is null
        union all
        -- A soft bounce without a hard one is soft; the first report of the platform may have been lost.
        select ${columns}, coalesce((
          select min(e.bounce) from provider_events e
          where e.tenant_id = d.tenant_id and e.delivery_id = d.id and e.kind = 'bounced'), 'soft')
        from deliveries d where ${isIn} and d.bounced_at is not null
      ), counted as (
        select provider, count(*)::int as sent, (count(*) filter (where is_delivered))::int as delivered,
          (count(*) filter (where bounce = 'hard'))::int as "bouncedHard",
          (count(*) filter (where bounce = 'soft'))::int as "bouncedSoft",
          (count(*) filter (where is_delivered and complained_at is not null))::int as complained,
          (count(*) filter (where is_delivered and (opened_at is not null or clicked_at is not null)))::int as opened,
          (count(*) filter (where is_delivered and clicked_at is not null))::int as clicked
        from sent group by provider
      )
      select case when provider in ${sql.texts(named)} or sent >= ${leastOfDomain}::int then provider else 'other' end as provider,
        sum(sent)::int as sent, sum(delivered)::int as delivered, sum("bouncedHard")::int as "bouncedHard",
        sum("bouncedSoft")::int as "bouncedSoft", sum(complained)::int as complained, sum(opened)::int as opened,
        sum(clicked)::int as clicked
      from counted group by 1 order by 2 desc, 1`),
  );
  const data = rows.map((row) => ({
    ...row,
    deliveryRate: shareOf(row.delivered, row.sent),
    bounceRate: shareOf(row.bouncedHard + row.bouncedSoft, row.sent),
    complaintRate: shareOf(row.complained, row.delivered),
    openRate: shareOf(row.opened, row.delivered),
    clickRate: shareOf(row.clicked, row.delivered),
  }));
  return { ...shownSpan(span), data };
}
