import type { HoldoutReport } from '@beckon/contract';
import { sql } from '../db/index.ts';
import { describeError, type Id } from '../lib/index.ts';
import type { AnyContext, Context } from '../ports/index.ts';
import { isHeldOut, readHoldout } from '../tenants/index.ts';
import { compareVariations } from './compare.ts';
import type { holdoutCounts } from './tables.ts';
import type { Tally } from './tally.ts';
import { amountInWords, intervalRule } from './words.ts';

/** The groups are counted again after a minute, and after this many times what counting took: 2 % of one core at most. */
const pauseFactor = 50;
const shortestPause = 60_000;
const deadline = 60_000;

/**
 * Counts the contacts that ever decided about marketing, by group, with their orders since the start, in the shop's own
 * currency. Who left counts too: to leave is part of what marketing does.
 */
async function countGroups(ctx: AnyContext, tenantId: Id<'ten'>, since: Date): Promise<Tally[]> {
  const recipient = sql.trusted('c.id');
  return ctx.db.query<Tally>(sql`
    with members as materialized (
      select c.id, case when ${isHeldOut(recipient)} then 'holdout' else 'contacted' end as key, t.currency
      from contacts c join tenants t on t.id = c.tenant_id
      where c.tenant_id = ${tenantId} and c.merged_into is null and c.erased_at is null and exists (
        select from consent_state s where s.tenant_id = c.tenant_id and s.contact_id = c.id and s.type = 'marketing'
          and s.state in ('granted', 'revoked'))
    ), bought as (
      select m.id, m.key, coalesce(sum(o.total) filter (where o.currency = m.currency), 0)::float8 as revenue
      from orders o join contacts p on p.id = o.contact_id join members m on m.id = coalesce(p.merged_into, p.id)
      where o.tenant_id = ${tenantId} and o.placed_at >= ${since} group by 1, 2
    )
    select g.key, coalesce(m.assigned, 0)::int as assigned, 0 as delivered, 0 as opened, 0 as clicked,
      coalesce(b.converted, 0)::int as converted, coalesce(b.revenue, 0) as revenue, coalesce(b.squared, 0) as "revenueSquared"
    from (values ('holdout', 1), ('contacted', 2)) g (key, no)
    left join (select key, count(*) as assigned from members group by 1) m on m.key = g.key
    left join (
      select key, count(*) as converted, sum(revenue) as revenue, sum(revenue * revenue) as squared from bought group by 1
    ) b on b.key = g.key
    order by g.no`);
}

/** Counts the groups of shops that have a holdout and were not counted lately. */
export async function keepHoldoutCounts(ctx: Context): Promise<void> {
  const now = ctx.clock.now();
  const due = await ctx.db.query<Pick<typeof holdoutCounts.$inferSelect, 'tenantId' | 'since'>>(sql`
    select t.id as "tenantId", t.holdout_since as since
    from tenants t left join holdout_counts k on k.tenant_id = t.id
    where t.holdout_percent > 0 and (k.taken_at is null or k.since <> t.holdout_since or k.taken_at > ${now}
      or k.taken_at <= ${now}::timestamptz
        - greatest(${shortestPause}::int, least(k.took_ms, ${deadline}::int) * ${pauseFactor}::int) * interval '1 ms')`);
  for (const { tenantId, since } of due) {
    await keep(ctx, tenantId, since).catch((error: unknown) =>
      ctx.log.warn('a holdout could not be counted', { tenantId, error: describeError(error) }),
    );
  }
}

async function keep(ctx: Context, tenantId: Id<'ten'>, since: Date): Promise<void> {
  const now = ctx.clock.now();
  const begun = ctx.clock.monotonic();
  const groups = await ctx.db.transaction((tx) => countGroups({ ...ctx, db: tx }, tenantId, since), { deadline });
  const tookMs = Math.min(deadline, Math.round(ctx.clock.monotonic() - begun));
  await ctx.db.query(sql`
    insert into holdout_counts (tenant_id, since, groups, took_ms, taken_at)
    values (${tenantId}, ${since}, ${JSON.stringify(groups)}::text::jsonb, ${tookMs}, ${now})
    on conflict (tenant_id) do update set since = excluded.since, groups = excluded.groups, took_ms = excluded.took_ms,
      taken_at = excluded.taken_at`);
}

const rule = `${intervalRule} All orders since the start count, whatever a contact opened or clicked. The holdout is chosen by chance, and a contact stays in it as long as the share does not shrink.`;

/** Compares the revenue of contacts with that of the holdout, as it was counted last. */
export async function reportHoldout(ctx: AnyContext, tenantId: Id<'ten'>): Promise<HoldoutReport> {
  const { holdoutPercent: percent, holdoutSince, currency } = await readHoldout(ctx, tenantId);
  const nothing = { groups: null, lift: null, sampleRatio: null, countedAt: null };
  const shared = { percent, since: holdoutSince?.toISOString() ?? null, currency, rule };
  if (percent === 0) return { ...shared, ...nothing, verdict: 'There is no holdout.' };
  const [kept] = await ctx.db.query<Pick<typeof holdoutCounts.$inferSelect, 'groups' | 'takenAt'>>(sql`
    select groups, taken_at as "takenAt" from holdout_counts
    where tenant_id = ${tenantId} and since = ${holdoutSince!}`);
  if (!kept) return { ...shared, ...nothing, verdict: 'The holdout has begun and is not counted yet.' };
  const weights = [
    { key: 'holdout', weight: percent, isHoldout: true },
    { key: 'contacted', weight: 100 - percent, isHoldout: false },
  ];
  const { variations, sampleRatio } = compareVariations('revenue', weights, kept.groups, 'any');
  const [holdout, contacted] = kept.groups.map(({ assigned: contacts, converted, revenue }, index) => ({
    ...{ contacts, converted, revenue },
    revenuePerContact: variations[index]!.value,
  }));
  const lift = variations[1]!.difference;
  return {
    ...shared,
    groups: { contacted: contacted!, holdout: holdout! },
    ...{ lift, sampleRatio },
    verdict: verdictOf(lift, sampleRatio.isOff, currency),
    countedAt: kept.takenAt.toISOString(),
  };
}

function verdictOf(lift: HoldoutReport['lift'], isOff: boolean, currency: string): string {
  if (isOff) return 'Do not trust these figures: the groups do not have the sizes that were planned.';
  if (!lift) return 'There are too few contacts or orders to compare.';
  const [value, low, high] = [lift.value, lift.low, lift.high].map((amount) => amountInWords(amount, currency));
  const measured = `A contact that may get marketing spent ${value} more than one of the holdout (${low} to ${high})`;
  return lift.isShown ? `${measured}.` : `${measured}. The difference may be chance.`;
}
