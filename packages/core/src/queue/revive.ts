import { sql } from '../db/index.ts';
import { DomainError, type Id } from '../lib/index.ts';
import type { AnyContext } from '../ports/index.ts';

/**
 * Puts a dead job back in the queue with its attempts and deaths reset.
 * @returns false when there is no dead job with this id
 */
export async function revive(ctx: AnyContext, tenantId: string, id: Id<'job'>): Promise<boolean> {
  const rows = await ctx.db.query(sql`
    update jobs set status = 'waiting', attempts = 0, deaths = 0, run_at = ${ctx.clock.now()}, died_at = null,
      failed_at = null
    where tenant_id = ${tenantId} and id = ${id} and status = 'dead' returning id`);
  return rows.length === 1;
}

/**
 * Puts a dead job back in the queue with its attempts reset.
 * @throws DomainError `not_found` when there is no dead job with this id
 */
export async function replayJob(ctx: AnyContext, tenantId: Id<'ten'>, id: Id<'job'>): Promise<void> {
  if (!(await revive(ctx, tenantId, id))) throw new DomainError('not_found', 'there is no dead job with this id');
}
