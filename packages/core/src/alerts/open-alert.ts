import type { AlertRuleKey } from '@beckon/contract';
import { and, eq, isNull, joinTransaction, sql, withBuilder } from '../db/index.ts';
import type { Id } from '../lib/index.ts';
import type { AnyContext, Context } from '../ports/index.ts';
import { queueAlertWebhooks } from './alert-webhooks.ts';
import { alerts } from './tables.ts';

export type NewAlert = {
  rule: AlertRuleKey;
  /** What the rule was broken by, such as the id of a campaign. One alert is open for each rule and cause. */
  cause: string;
  /** What was found, in a sentence. */
  text: string;
  /** In the unit of the rule; null for a rule without a threshold. */
  value?: number | null;
};

type Opened = Pick<typeof alerts.$inferSelect, 'id'>;

/**
 * Opens alerts, in the transaction of the caller if it has one. For a rule and cause with an open alert, that one stays.
 * @returns how many were opened
 */
export async function openAlerts(
  ctx: AnyContext,
  given: readonly (NewAlert & { tenantId: Id<'ten'> })[],
): Promise<number> {
  if (given.length === 0) return 0;
  const rows = given.map((alert) => ({ ...alert, id: ctx.ids.newId('alr') }));
  const opened = await ctx.db.query<Opened>(sql`
    insert into alerts (id, tenant_id, rule, cause, text, opened_at, value, worst_value)
    select id, "tenantId", rule, cause, text, ${ctx.clock.now()}, value, value
    from jsonb_to_recordset(${JSON.stringify(rows)}::text::jsonb)
      as a (id text, "tenantId" text, rule text, cause text, text text, value float8)
    order by "tenantId", rule, cause
    on conflict (tenant_id, rule, cause) where resolved_at is null do nothing
    returning id`);
  await queueAlertWebhooks(
    ctx,
    'alert.opened',
    opened.map(({ id }) => id),
  );
  return opened.length;
}

/**
 * Opens an alert about something that happened. Users are told by the next tick.
 * @returns false if one is open for this rule and cause already
 * @example
 * await openAlert(ctx, tenantId, { rule: 'campaign_overdue', cause: campaign.id, text: 'Summer sale did not start at 9:00.' });
 */
export function openAlert(ctx: Context, tenantId: Id<'ten'>, alert: NewAlert): Promise<boolean> {
  return ctx.db.transaction(async (tx) => (await openAlerts({ ...ctx, db: tx }, [{ ...alert, tenantId }])) === 1);
}

/** Resolves alerts that are open. */
export async function resolveAlerts(ctx: AnyContext, ids: readonly Id<'alr'>[]): Promise<void> {
  if (ids.length === 0) return;
  const resolved = await ctx.db.query<Opened>(sql`
    update alerts set resolved_at = ${ctx.clock.now()}
    where id in ${sql.texts(ids)} and resolved_at is null returning id`);
  await queueAlertWebhooks(
    ctx,
    'alert.resolved',
    resolved.map(({ id }) => id),
  );
}

/** Resolves the open alert of a rule and cause. @returns false if there is none */
export function resolveAlert(
  ctx: Context,
  tenantId: Id<'ten'>,
  { rule, cause }: Pick<NewAlert, 'rule' | 'cause'>,
): Promise<boolean> {
  return ctx.db.transaction(async (tx) => {
    const inTx = { ...ctx, db: joinTransaction(tx) };
    const open = await withBuilder(tx, (build) =>
      build
        .select({ id: alerts.id })
        .from(alerts)
        .where(
          and(eq(alerts.tenantId, tenantId), eq(alerts.rule, rule), eq(alerts.cause, cause), isNull(alerts.resolvedAt)),
        ),
    );
    await resolveAlerts(
      inTx,
      open.map(({ id }) => id),
    );
    return open.length > 0;
  });
}
