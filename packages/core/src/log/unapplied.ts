import { sql } from '../db/index.ts';
import type { AnyContext } from '../ports/index.ts';
import type { events } from './tables.ts';

/** Who and what a stored event names. */
export type UnappliedEvent = Pick<
  typeof events.$inferSelect,
  'tenantId' | 'userId' | 'email' | 'anonymousId' | 'properties'
>;

/**
 * The stored events of a type that a consumer has not applied yet. Reads only what was stored in the last moments: of a
 * consumer that is behind by more than that, the backlog is not read.
 * @param moment milliseconds
 * @returns null if the consumer is further behind
 * @example
 * await findUnapplied(ctx, 'contacts', 'placed_order', 5_000); // [{ tenantId: 'ten_…', userId: 'u', … }]
 */
export async function findUnapplied(
  ctx: AnyContext,
  consumer: string,
  type: string,
  moment: number,
): Promise<UnappliedEvent[] | null> {
  const since = new Date(ctx.clock.now().getTime() - moment);
  const late = await ctx.db.query(sql`
    select 1 from log_cursors c cross join lateral (
      select e.received_at from events e where e.bucket = c.bucket and (e.xact, e.seq) > (c.xact, c.seq)
      order by e.xact, e.seq limit 1
    ) oldest
    where c.consumer = ${consumer} and oldest.received_at < ${since} limit 1`);
  if (late.length > 0) return null;
  return ctx.db.query<UnappliedEvent>(sql`
    select e.tenant_id as "tenantId", e.user_id as "userId", e.email, e.anonymous_id as "anonymousId", e.properties
    from log_cursors c join events e on e.bucket = c.bucket and (e.xact, e.seq) > (c.xact, c.seq)
    where c.consumer = ${consumer} and e.type = ${type}`);
}
