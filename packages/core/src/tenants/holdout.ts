import { eq, sql, sqlPointOf, withBuilder } from '../db/index.ts';
import type { Id } from '../lib/index.ts';
import type { AnyContext, Statement } from '../ports/index.ts';
import { tenants } from './tables.ts';

/** Whether a contact is in the holdout of its shop, whose row is `t`. */
export const isHeldOut = (contactId: Statement): Statement =>
  sql`(t.holdout_percent > 0 and ${sqlPointOf(sql`t.holdout_salt || ' ' || ${contactId}`)} * 100 < t.holdout_percent)`;

export type Holdout = Pick<typeof tenants.$inferSelect, 'holdoutPercent' | 'holdoutSince' | 'currency'>;

export async function readHoldout(ctx: AnyContext, tenantId: Id<'ten'>): Promise<Holdout> {
  const { holdoutPercent, holdoutSince, currency } = tenants;
  const [row] = await withBuilder(ctx.db, (build) =>
    build.select({ holdoutPercent, holdoutSince, currency }).from(tenants).where(eq(tenants.id, tenantId)),
  );
  return row!;
}

/**
 * What changes with the share of the holdout. The comparison starts anew: who moved between the groups would blur it.
 * From 0 on, a new group is drawn; else those who are held out stay so as far as the share reaches.
 */
export function restartHoldout(
  ctx: AnyContext,
  before: number,
  percent: number,
): Partial<Pick<typeof tenants.$inferInsert, 'holdoutSalt' | 'holdoutSince'>> {
  if (percent === before) return {};
  return {
    holdoutSince: percent === 0 ? null : ctx.clock.now(),
    ...(before === 0 ? { holdoutSalt: ctx.ids.newUuid() } : {}),
  };
}
