import { sql } from '../db/index.ts';
import type { Id } from '../lib/index.ts';
import type { AnyContext, Context } from '../ports/index.ts';
import { defineJob, enqueue, type JobOutcome } from '../queue/index.ts';
import { readSettings } from '../tenants/index.ts';
import { postWebhook } from '../webhooks/index.ts';
import { readAlert } from './list-alerts.ts';
import { readAlertRule } from './shop-rules.ts';
import type { alerts } from './tables.ts';

type AlertEvent = 'alert.opened' | 'alert.resolved';
type Call = { alertId: Id<'alr'>; type: AlertEvent; at: string };

/** Of one event, at most so many webhooks are posted at once for a shop: the rest is in the list of alerts. */
const maxAtOnce = 20;

/** Posts a webhook about an alert. It is tried again as all jobs are, under the same id. */
export const alertWebhookJob = defineJob<Call>({
  kind: 'alert.webhook',
  run: (ctx, { tenantId, payload }) => postAlert(ctx, tenantId, payload),
});

/** Queues the webhooks about alerts of shops that have an address for them, and have not muted the rule. */
export async function queueAlertWebhooks(ctx: AnyContext, type: AlertEvent, ids: readonly Id<'alr'>[]): Promise<void> {
  if (ids.length === 0) return;
  const told = await ctx.db.query<Pick<typeof alerts.$inferSelect, 'id' | 'tenantId'>>(sql`
    select id, tenant_id as "tenantId" from (
      select a.id, a.tenant_id, row_number() over (partition by a.tenant_id order by a.id) as place
      from alerts a join tenants t on t.id = a.tenant_id and t.alert_webhook_url is not null
      where a.id in ${sql.texts(ids)} and not exists (
        select from alert_rules r where r.tenant_id = a.tenant_id and r.rule = a.rule and r.is_muted)
    ) n where place <= ${maxAtOnce}`);
  if (told.length === 0) return;
  const at = ctx.clock.now().toISOString();
  await enqueue(
    ctx,
    alertWebhookJob,
    told.map(({ id, tenantId }) => ({ tenantId, payload: { alertId: id, type, at }, uniqueKey: `${type}/${id}` })),
  );
}

async function postAlert(ctx: Context, tenantId: Id<'ten'>, { alertId, type, at }: Call): Promise<JobOutcome> {
  const { alertWebhookUrl: url } = await readSettings(ctx, tenantId);
  const alert = await readAlert(ctx, tenantId, alertId);
  // The address was removed in the meantime, or the alert is too old to be kept.
  if (url === null || alert === null) return { outcome: 'done' };
  const { threshold } = await readAlertRule(ctx, tenantId, alert.rule);
  const { isMuted: _, toldAt: __, ...shown } = alert;
  const id = `${type}_${alertId}`;
  const { result, reason, ...wait } = await postWebhook(ctx, tenantId, {
    ...{ url, id, type, at },
    data: { alert: { ...shown, threshold } },
  });
  if (result === 'delivered') return { outcome: 'done' };
  return result === 'refused' ? { outcome: 'dead', reason } : { outcome: 'retry', reason, ...wait };
}
