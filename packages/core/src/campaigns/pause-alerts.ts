import type { AlertRuleKey } from '@beckon/contract';
import { openAlerts, resolveAlert } from '../alerts/index.ts';
import { joinTransaction } from '../db/index.ts';
import type { Context, Transaction } from '../ports/index.ts';
import type { campaigns, PauseReason } from './tables.ts';

type Paused = Pick<typeof campaigns.$inferSelect, 'id' | 'tenantId' | 'name'>;

const ruleOf: Record<Exclude<PauseReason, 'by_user'>, AlertRuleKey> = {
  overdue: 'campaign_overdue',
  cannot_start: 'campaign_overdue',
  bounce_rate: 'campaign_braked',
  complaint_rate: 'campaign_braked',
};

const texts: Record<Exclude<PauseReason, 'by_user'>, (name: string) => string> = {
  overdue: (name) => `${name} was to begin longer ago than it may be late. It waits for a decision.`,
  cannot_start: (name) => `${name} could not begin: its message or a segment of it is gone.`,
  bounce_rate: (name) => `${name} was paused because too many of its messages bounced.`,
  complaint_rate: (name) => `${name} was paused because too many of its recipients complained.`,
};

/** Tells users of a pause that they have not asked for. */
export async function alertOfPause(ctx: Context<Transaction>, paused: Paused, reason: PauseReason): Promise<void> {
  if (reason === 'by_user') return;
  const { tenantId, id, name } = paused;
  await openAlerts(ctx, [{ tenantId, rule: ruleOf[reason], cause: id, text: texts[reason](name) }]);
}

/** Resolves what was said of a campaign that has been decided about. */
export async function resolvePauseAlert(
  ctx: Context<Transaction>,
  { tenantId, id, pauseReason }: Paused & { pauseReason: PauseReason | null },
): Promise<void> {
  if (pauseReason === null || pauseReason === 'by_user') return;
  const inTx = { ...ctx, db: joinTransaction(ctx.db) };
  await resolveAlert(inTx, tenantId, { rule: ruleOf[pauseReason], cause: id });
}
