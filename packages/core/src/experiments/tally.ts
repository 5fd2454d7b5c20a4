import { sql } from '../db/index.ts';
import type { AnyContext, Statement } from '../ports/index.ts';
import type { Experiment } from './stored-experiments.ts';

/** What came of one variation, in contacts. */
export type Tally = {
  key: string;
  assigned: number;
  delivered: number;
  opened: number;
  clicked: number;
  /** Contacts with an order within the window. */
  converted: number;
  /** In minor units of the shop's currency. */
  revenue: number;
  /** The sum of the squares of each contact's revenue. */
  revenueSquared: number;
};

/** The deliveries `d` of an experiment. */
function isOfExperiment({ owner }: Experiment): Statement {
  const id = owner.kind === 'campaign' ? owner.campaignId : owner.flowId;
  const isOfStep = owner.kind === 'flow' ? sql`and d.origin ->> 'stepId' = ${owner.stepId}` : sql``;
  return sql`coalesce(d.origin ->> 'campaignId', d.origin ->> 'flowId') = ${id} ${isOfStep}`;
}

/**
 * Counts what came of each variation, in their order. Contacts count, not messages: one with two deliveries of a variation
 * counts once. Orders count by intention to treat: all of an assigned contact, whatever it got, opened or clicked, from
 * its assignment until the end of the window, in the shop's own currency.
 */
export async function countTallies(ctx: AnyContext, experiment: Experiment): Promise<Tally[]> {
  const { id, tenantId, windowDays, variations } = experiment;
  const rows = await ctx.db.query<Tally>(sql`
    with assigned as materialized (
      select contact_id, variation, assigned_at from experiment_assignments
      where tenant_id = ${tenantId} and experiment_id = ${id}
    ), persons as materialized (
      -- What a contact did before it was merged into the one that is assigned stays under its own id.
      select contact_id, contact_id as id, variation, assigned_at from assigned
      union all
      select a.contact_id, c.id, a.variation, a.assigned_at
      from contacts c join assigned a on a.contact_id = c.merged_into
      where c.tenant_id = ${tenantId} and c.merged_into is not null
    ), reached as (
      select p.variation, p.contact_id, bool_or(d.opened_at is not null) as opened,
        bool_or(d.clicked_at is not null) as clicked
      from deliveries d join persons p on p.id = d.contact_id and p.variation = d.origin ->> 'variation'
      where d.tenant_id = ${tenantId} and ${isOfExperiment(experiment)} and d.origin ->> 'variation' is not null
        and d.status = 'sent' and d.bounced_at is null
      group by 1, 2
    ), bought as (
      select p.variation, p.contact_id, coalesce(sum(o.total) filter (where o.currency = t.currency), 0)::float8 as revenue
      from persons p join orders o on o.tenant_id = ${tenantId} and o.contact_id = p.id
        and o.placed_at >= p.assigned_at and o.placed_at < p.assigned_at + ${windowDays}::int * interval '1 day'
      join tenants t on t.id = o.tenant_id
      group by 1, 2
    )
    select v.key, coalesce(a.assigned, 0)::int as assigned, coalesce(r.delivered, 0)::int as delivered,
      coalesce(r.opened, 0)::int as opened, coalesce(r.clicked, 0)::int as clicked,
      coalesce(b.converted, 0)::int as converted, coalesce(b.revenue, 0) as revenue,
      coalesce(b.squared, 0) as "revenueSquared"
    from jsonb_array_elements_text(${JSON.stringify(variations.map(({ key }) => key))}::text::jsonb)
      with ordinality as v (key, no)
    left join (select variation, count(*) as assigned from assigned group by 1) a on a.variation = v.key
    left join (
      select variation, count(*) as delivered, count(*) filter (where opened) as opened,
        count(*) filter (where clicked) as clicked
      from reached group by 1) r on r.variation = v.key
    left join (
      select variation, count(*) as converted, sum(revenue) as revenue, sum(revenue * revenue) as squared
      from bought group by 1) b on b.variation = v.key
    order by v.no`);
  return rows;
}
