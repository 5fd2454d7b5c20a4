import { sql } from '../db/index.ts';
import type { Id } from '../lib/index.ts';
import type { AnyContext } from '../ports/index.ts';
import type { events } from './tables.ts';

/**
 * Which tenants have stored events of a type that a consumer has not applied yet. Reads only what was stored in the last
 * moments: a consumer that is behind by more than that is reported as late, and its backlog is not read.
 * @param moment milliseconds
 * @returns null if the consumer is late
 * @example
 * await findUnapplied(ctx, 'contacts', 'placed_order', 5_000); // Set { 'ten_…' }
 */
export async function findUnapplied(
  ctx: AnyContext,
  consumer: string,
  type: string,
  moment: number,
): Promise<ReadonlySet<Id<'ten'>> | null> {
  const since = new Date(ctx.clock.now().getTime() - moment);
  const [late] = await ctx.db.query(sql`
    select 1 from log_cursors c cross join lateral (
      select e.received_at from events e where e.bucket = c.bucket and (e.xact, e.seq) > (c.xact, c.seq)
      order by e.xact, e.seq limit 1
    ) oldest
    where c.consumer = ${consumer} and oldest.received_at < ${since} limit 1`);
  if (late) return null;
  const rows = await ctx.db.query<Pick<typeof events.$inferSelect, 'tenantId'>>(sql`
    select distinct e.tenant_id as "tenantId" from log_cursors c cross join lateral (
      select e.tenant_id, e.type from events e where e.bucket = c.bucket and (e.xact, e.seq) > (c.xact, c.seq)
    ) e
    where c.consumer = ${consumer} and e.type = ${type}`);
  return new Set(rows.map(({ tenantId }) => tenantId));
}
