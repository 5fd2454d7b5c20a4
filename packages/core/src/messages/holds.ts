import type { DeliveryOrigin } from '@beckon/contract';
import { sql } from '../db/index.ts';
import type { Id } from '../lib/index.ts';
import type { Context, Statement, Transaction } from '../ports/index.ts';

/** What can be paused as a whole: a flow or a campaign. */
export type HeldOrigin = Id<'flw'> | Id<'cmp'>;

/** The origin that a hold of it stops; null: it cannot be held. */
export function holdableOrigin(origin: DeliveryOrigin): string | null {
  if (origin.kind === 'flow') return origin.flowId;
  return origin.kind === 'campaign' ? origin.campaignId : null;
}

const lockName = (originId: string): Statement => sql`hashtextextended(${`hold ${originId}`}::text, 0)`;

/** Keeps origins from being held or released until the transaction ends. Takes no turn with others that do the same. */
export async function shareHolds(ctx: Context<Transaction>, originIds: readonly string[]): Promise<void> {
  for (const id of [...new Set(originIds)].sort())
    await ctx.db.query(sql`select pg_advisory_xact_lock_shared(${lockName(id)})`);
}

/** Waits for the deliveries of an origin that are passing the gate at this moment, and lets none begin. */
export async function lockHold(ctx: Context<Transaction>, originId: HeldOrigin): Promise<void> {
  await ctx.db.query(sql`select pg_advisory_xact_lock(${lockName(originId)})`);
}

/**
 * Stops the sending of everything that comes from an origin, once the transaction is committed: waits for the
 * deliveries that are passing the gate at this moment, and none passes it afterwards. They stay due; what comes to the
 * gate after a final hold, such as when its platform has asked for another try, is skipped.
 */
export async function holdOrigin(
  ctx: Context<Transaction>,
  tenantId: Id<'ten'>,
  originId: HeldOrigin,
  isFinal = false,
): Promise<void> {
  await lockHold(ctx, originId);
  await ctx.db.query(sql`
    insert into delivery_holds (tenant_id, origin_id, since, is_final)
    values (${tenantId}, ${originId}, ${ctx.clock.now()}, ${isFinal})
    on conflict (tenant_id, origin_id) do update set is_final = excluded.is_final`);
}
