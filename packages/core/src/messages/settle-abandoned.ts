import { sql } from '../db/index.ts';
import type { AnyContext } from '../ports/index.ts';
import { sendDelivery } from './send-delivery.ts';

/** A reason that begins like this has already been set. */
const said = 'Its job gave up after ';

/**
 * Settles deliveries whose job is dead. A delivery that was never sent gets the reason of its last attempt and stays
 * due: replaying the job sends it. A delivery that may have been sent becomes `uncertain`.
 * @returns the number of deliveries found
 */
export async function settleAbandoned(ctx: AnyContext): Promise<number> {
  const rows = await ctx.db.query(sql`
    update deliveries d set
      status = case when d.status = 'dispatching' then 'uncertain' else d.status end,
      finished_at = case when d.status = 'dispatching' then ${ctx.clock.now()}::timestamptz end,
      reason = ${said}::text || j.attempts || ' tries. Replay the job to try again.'
        || coalesce(' The last reason: ' || d.reason, '')
    from jobs j
    where d.status in ('due', 'dispatching') and not starts_with(coalesce(d.reason, ''), ${said})
      and j.tenant_id = d.tenant_id and j.kind = ${sendDelivery.kind} and j.unique_key = d.id and j.status = 'dead'
    returning d.id`);
  return rows.length;
}
