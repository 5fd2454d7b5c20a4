import type { AuditAction, AuditTarget, Facts } from '@beckon/contract';
import type { Caller } from '../access/index.ts';
import { joinTransaction, sql } from '../db/index.ts';
import type { AnyContext, Context } from '../ports/index.ts';

/** What an audit entry says of a change. It holds no secret, and of a contact nothing but ids. */
export type Change = {
  action: AuditAction;
  target: { kind: AuditTarget; id: string | null };
  /** One line of plain English. */
  summary: string;
  before?: Facts | null;
  after?: Facts | null;
};

/**
 * Makes a change and writes its audit entry in one transaction: both are there afterwards, or neither.
 * @param work makes the change with the context that it is given; functions that open a transaction join this one
 */
export function audited<T>(
  ctx: Context,
  caller: Pick<Caller, 'tenantId' | 'actor'>,
  work: (inTx: Context) => Promise<{ result: T; change: Change }>,
): Promise<T> {
  return ctx.db.transaction(async (tx) => {
    const inTx = { ...ctx, db: joinTransaction(tx) };
    const { result, change } = await work(inTx);
    await recordChange(inTx, caller, change);
    return result;
  });
}

/** Writes an audit entry separately, for a change that uses its own transactions. */
export async function recordChange(
  ctx: AnyContext,
  { tenantId, actor }: Pick<Caller, 'tenantId' | 'actor'>,
  { action, target, summary, before = null, after = null }: Change,
): Promise<void> {
  await ctx.db.query(sql`
    insert into audit_entries (id, tenant_id, actor_kind, actor_id, actor_name, action, target_kind, target_id, summary,
      before, after, occurred_at)
    values (${ctx.ids.newId('aud')}, ${tenantId}, ${actor.kind}, ${actor.id}, ${actor.name}, ${action}, ${target.kind},
      ${target.id}, ${summary}, ${before && JSON.stringify(before)}::text::jsonb,
      ${after && JSON.stringify(after)}::text::jsonb, ${ctx.clock.now()})`);
}
