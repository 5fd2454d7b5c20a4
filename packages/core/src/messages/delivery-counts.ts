import type { DeliveryCounts } from '@beckon/contract';
import { sql } from '../db/index.ts';
import type { Id } from '../lib/index.ts';
import type { AnyContext, Context } from '../ports/index.ts';

// What each count means is said once, by the function `delivery_measures` of the database.
const names = [
  'sent',
  'delivered',
  'bounced',
  'failed',
  'skipped',
  'uncertain',
  'opened',
  'clicked',
  'complained',
  'unsubscribed',
] as const satisfies readonly (keyof DeliveryCounts)[];

export const noDeliveries: Readonly<DeliveryCounts> = {
  sent: 0,
  delivered: 0,
  bounced: 0,
  failed: 0,
  skipped: 0,
  uncertain: 0,
  opened: 0,
  clicked: 0,
  complained: 0,
  unsubscribed: 0,
};

const columns = sql.trusted(names.join(', '));
/** The sums of rows `k` of counts, under their names. */
export const countSums = sql.trusted(names.map((name) => `coalesce(sum(k.${name}), 0)::int as ${name}`).join(', '));
const sums = sql.trusted(names.map((name) => `sum(${name})`).join(', '));
const key = sql.trusted('tenant_id, slot, origin_kind, origin_id, step_id, message_id, variation, is_retired');

/** The counts of campaigns, by id. */
export async function readCampaignCounts(
  ctx: AnyContext,
  tenantId: Id<'ten'>,
  campaignIds: readonly string[],
): Promise<Map<string, DeliveryCounts>> {
  const rows = await ctx.db.query<DeliveryCounts & { originId: string }>(sql`
    select k.origin_id as "originId", ${countSums} from delivery_counts k
    where k.tenant_id = ${tenantId} and k.origin_id <> '' and k.origin_id in ${sql.texts(campaignIds)} group by 1`);
  return new Map(rows.map(({ originId, ...counts }) => [originId, counts]));
}

/** Adds up the rows of counts. Two transactions that do it at once do not add up the same rows. */
export async function sumDeliveryCounts(ctx: Context): Promise<void> {
  await ctx.db.query(sql`
    with many as (
      select ${key} from delivery_counts group by ${key} having count(*) > 1
    ), gone as (
      delete from delivery_counts where id in (
        select k.id from delivery_counts k join many using (${key}) for update of k skip locked)
      returning *
    )
    insert into delivery_counts (${key}, ${columns}) select ${key}, ${sums} from gone group by ${key}`);
}

/**
 * Counts the deliveries of a shop anew. What is settled meanwhile is not lost: one statement sees one moment, and rows that
 * are added after it stay. The counts of deliveries that are kept no longer stay too.
 */
export async function recountDeliveries(ctx: AnyContext, tenantId: Id<'ten'>): Promise<void> {
  await ctx.db.query(sql`
    with gone as (
      delete from delivery_counts where tenant_id = ${tenantId} and not is_retired
    )
    insert into delivery_counts (${key}, ${columns})
    select d.tenant_id, m.slot, m.origin_kind, m.origin_id, m.step_id, d.message_id, m.variation, false,
      ${sql.trusted(names.map((name) => `sum(m.${name})`).join(', '))}
    from deliveries d cross join lateral delivery_measures(d) m
    where d.tenant_id = ${tenantId} and d.status not in ('due', 'dispatching') group by 1, 2, 3, 4, 5, 6, 7`);
}
