import type { Count, SegmentEvaluation } from '@beckon/contract';
import { sql } from '../db/index.ts';
import type { Id } from '../lib/index.ts';
import type { AnyContext, Context } from '../ports/index.ts';
import type { segmentEvaluations } from './tables.ts';

type KeptCount = Pick<typeof segmentEvaluations.$inferSelect, 'segmentId' | 'differing'> & {
  value: number;
  isRequested: boolean;
  remaining: number;
};

/** How many members a segment has, and how far its evaluation for all contacts is; null if none is under way. */
export type MemberCount = { contactCount: Count; evaluation: SegmentEvaluation | null };

/**
 * The kept counts of a shop's own segments, by id. Nothing is evaluated or counted.
 * @param segmentIds if given, only these
 */
export async function readMemberCounts(
  ctx: AnyContext,
  tenantId: Id<'ten'>,
  segmentIds?: readonly string[],
): Promise<Map<string, MemberCount>> {
  const takenAt = ctx.clock.now().toISOString();
  const rows = await ctx.db.query<KeptCount>(sql`
    select s.id as "segmentId", e.segment_id is not null as "isRequested", e.differing,
      coalesce((select sum(k.members) from segment_counts k where k.segment_id = s.id), 0)::int as value,
      (select count(*) from segment_marks m where m.segment_id = e.segment_id)::int as remaining
    from segments s left join segment_evaluations e on e.segment_id = s.id
    where s.tenant_id = ${tenantId} ${segmentIds === undefined ? sql`` : sql`and s.id in ${sql.texts(segmentIds)}`}`);
  return new Map(
    rows.map(({ segmentId, value, isRequested, differing, remaining }) => [
      segmentId,
      {
        contactCount: { value, isEstimate: false, takenAt },
        evaluation: isRequested ? { changing: differing, remaining: differing === null ? null : remaining } : null,
      },
    ]),
  );
}

/** Adds up the rows of counts. Two transactions that do it at once do not add up the same rows. */
export async function sumCounts(ctx: Context): Promise<void> {
  await ctx.db.query(sql`
    with many as (
      select segment_id from segment_counts group by segment_id having count(*) > 1
    ), gone as (
      delete from segment_counts where id in (
        select k.id from segment_counts k join many using (segment_id) for update of k skip locked)
      returning tenant_id, segment_id, members
    )
    insert into segment_counts (tenant_id, segment_id, members)
    select tenant_id, segment_id, sum(members) from gone group by tenant_id, segment_id`);
}
