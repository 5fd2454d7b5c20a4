import { sql } from '../db/index.ts';
import { describeError } from '../lib/index.ts';
import type { Context, Transaction } from '../ports/index.ts';
import { canBeMember, compileMembership } from './compile.ts';
import { preferIndexes, readFilterContext } from './evaluate.ts';
import { isRebuilding } from './evaluate-marked.ts';
import { readSegment } from './stored-segments.ts';
import type { segmentEvaluations } from './tables.ts';

type Request = Pick<typeof segmentEvaluations.$inferSelect, 'segmentId' | 'tenantId' | 'request'>;

/** Milliseconds to compare the rule of one segment with its members. */
const maxTime = 5 * 60_000;

/**
 * Compares the rules of segments with their members, where that was asked for, and marks the contacts that differ. They
 * enter and leave when they are evaluated, like contacts that have changed. The transactions that were running when a
 * segment was saved are waited for: as long as the shop had no segment, they marked nothing.
 */
export async function compareMembers(ctx: Context): Promise<void> {
  await ctx.db.query(sql`
    update segment_evaluations set unmarked_below = pg_snapshot_xmax(pg_current_snapshot())
    where differing is null and unmarked_below is null`);
  // After the log has moved to another cluster, transactions have other ids, and those of before have ended.
  const requests = await ctx.db.query<Request>(sql`
    select segment_id as "segmentId", tenant_id as "tenantId", request from segment_evaluations
    where differing is null and (unmarked_below <= pg_snapshot_xmin(pg_current_snapshot())
      or unmarked_below > pg_snapshot_xmax(pg_current_snapshot()))
    order by segment_id`);
  for (const request of requests) {
    try {
      await ctx.db.transaction((tx) => compare({ ...ctx, db: tx }, request), { deadline: maxTime });
    } catch (error) {
      ctx.log.warn('a segment could not be evaluated', { segment: request.segmentId, error: describeError(error) });
    }
  }
}

async function compare(ctx: Context<Transaction>, { segmentId, tenantId, request }: Request): Promise<void> {
  const [lock] = await ctx.db.query<{ isOurs: boolean }>(sql`
    select pg_try_advisory_xact_lock(hashtextextended(${`compare ${segmentId}`}, 0)) as "isOurs"`);
  if (!lock!.isOurs || (await isRebuilding(ctx, tenantId))) return;
  const segment = await readSegment(ctx, tenantId, segmentId);
  // An archived segment keeps its members as they are.
  if (segment.archivedAt) {
    await ctx.db.query(sql`delete from segment_evaluations where segment_id = ${segmentId} and request = ${request}`);
    return;
  }
  const context = await readFilterContext(ctx, tenantId, 'all');
  await preferIndexes(ctx.db);
  await ctx.db.query(
    sql.composed(sql`
      with wanted as materialized (
        select c.id from contacts c where ${canBeMember(tenantId)} and ${compileMembership(segment, context)}
      ), differing as (
        -- All of them before the first row is written: a transaction that has written holds back the readers of the log.
        select array_agg(coalesce(w.id, m.contact_id)) as ids
        from wanted w full join (
          select contact_id from segment_members where segment_id = ${segmentId}) m on m.contact_id = w.id
        where w.id is null or m.contact_id is null
      ), marked as (
        insert into segment_marks (tenant_id, contact_id, cause, segment_id)
        select ${tenantId}, unnest(ids), 'rule_changed', ${segmentId} from differing
        returning 1
      )
      update segment_evaluations set differing = (select count(*) from marked), waits_for = null
      where segment_id = ${segmentId} and request = ${request}`),
  );
  // Whose memberships change with time is followed from here on.
  await ctx.db.query(sql`
    insert into segment_clocks (tenant_id, occurrences_at, contacts_at)
    values (${tenantId}, ${context.now}, ${context.now}) on conflict do nothing`);
}

/** A request has ended when no contact is left that was marked for it. */
export async function endRequests(ctx: Context): Promise<void> {
  await ctx.db.query(sql`
    delete from segment_evaluations e where e.differing is not null
      and not exists (select from segment_marks k where k.segment_id = e.segment_id)`);
}
