import type { AlertRuleKey } from '@beckon/contract';
import { isNull, sql, withBuilder } from '../db/index.ts';
import { describeError, type Id } from '../lib/index.ts';
import { readLagOfTenants } from '../log/index.ts';
import type { AnyContext, Context } from '../ports/index.ts';
import { measureAnswers } from './measure-answers.ts';
import { measureFailed } from './measure-failed.ts';
import { measureLag, measureQueue } from './measure-queue.ts';
import { measureSync } from './measure-sync.ts';
import { measureUnsubscribes } from './measure-unsubscribes.ts';
import { openAlerts, resolveAlerts } from './open-alert.ts';
import type { Reading } from './reading.ts';
import { readChangedRules } from './shop-rules.ts';
import { type alertClocks, alerts } from './tables.ts';

/** Milliseconds between two evaluations of a shop. */
const evaluatedEvery = 60_000;

/**
 * A value that swings around its threshold opens one alert: it is resolved only when the value has stayed at or below this
 * share of the threshold for this time.
 */
export const resolution = { share: 0.8, milliseconds: 15 * 60_000 } as const;

type OpenAlert = Pick<typeof alerts.$inferSelect, 'id' | 'tenantId' | 'rule' | 'cause' | 'worstValue' | 'belowSince'>;

/**
 * Evaluates the rules with a threshold for the shops that were not evaluated in the last minute, and opens and resolves
 * alerts. Each measure is one statement over all shops.
 * @param syncKinds the kinds of jobs that tell other systems something
 */
export async function evaluateRules(ctx: Context, syncKinds: readonly string[]): Promise<void> {
  const due = await takeDueShops(ctx);
  if (due.size === 0) return;
  const lags = await readLagOfTenants(ctx);
  const measures: [AlertRuleKey, () => Promise<Reading[]> | Reading[]][] = [
    ['queue_size', () => measureQueue(ctx, lags)],
    ['processing_lag', () => measureLag(ctx, lags)],
    ['sync_failures', () => measureSync(ctx, syncKinds)],
    ['api_response', () => measureAnswers(ctx)],
    ['failed_events', () => measureFailed(ctx)],
    ['unsubscribe_rate', () => measureUnsubscribes(ctx)],
  ];
  const now = ctx.clock.now();
  const ruleOf = await readChangedRules(ctx);
  const open = (await readOpen(ctx)).filter(({ tenantId }) => due.has(tenantId));
  const changes: Changes = { opened: [], moved: [], resolved: [] };
  for (const [rule, measure] of measures) {
    try {
      const readings = (await measure()).filter(({ tenantId }) => due.has(tenantId));
      const thresholdOf = (tenantId: Id<'ten'>) => ruleOf(tenantId, rule).threshold ?? Number.POSITIVE_INFINITY;
      const ofRule = open.filter((alert) => alert.rule === rule);
      compare({ rule, readings, open: ofRule, thresholdOf, now }, changes);
    } catch (error) {
      ctx.log.warn('a rule of alerts could not be evaluated', { rule, error: describeError(error) });
    }
  }
  if (Object.values(changes).every((list) => list.length === 0)) return;
  await ctx.db.transaction(async (tx) => {
    const inTx = { ...ctx, db: tx };
    await openAlerts(inTx, changes.opened);
    await noteValues(inTx, changes.moved);
    await resolveAlerts(inTx, changes.resolved);
  });
}

type Moved = OpenAlert & { reading: Reading | undefined };

type Changes = {
  opened: (Reading & { rule: AlertRuleKey })[];
  moved: Moved[];
  resolved: Id<'alr'>[];
};

type Measured = {
  rule: AlertRuleKey;
  readings: readonly Reading[];
  open: readonly OpenAlert[];
  thresholdOf(tenantId: Id<'ten'>): number;
  now: Date;
};

/** Compares what was measured with the thresholds. A cause that was not measured has the value 0. */
function compare({ rule, readings, open, thresholdOf, now }: Measured, changes: Changes): void {
  const keyOf = ({ tenantId, cause }: { tenantId: string; cause: string }) => `${tenantId} ${cause}`;
  const found = new Map(readings.map((reading) => [keyOf(reading), reading]));
  const known = new Set(open.map(keyOf));
  for (const reading of readings) {
    const isNew = !known.has(keyOf(reading)) && reading.value > thresholdOf(reading.tenantId);
    if (isNew) changes.opened.push({ ...reading, rule });
  }
  for (const alert of open) {
    const reading = found.get(keyOf(alert));
    const isBelow = (reading?.value ?? 0) <= thresholdOf(alert.tenantId) * resolution.share;
    const belowSince = isBelow ? (alert.belowSince ?? now) : null;
    changes.moved.push({ ...alert, reading, belowSince });
    if (belowSince !== null && now.getTime() - belowSince.getTime() >= resolution.milliseconds)
      changes.resolved.push(alert.id);
  }
}

/** Takes the shops that are due. Of several workers, one gets each shop. */
async function takeDueShops(ctx: AnyContext): Promise<Set<Id<'ten'>>> {
  const now = ctx.clock.now();
  const latest = new Date(now.getTime() - evaluatedEvery);
  // Later than now: the clock was ahead at that time.
  const isDue = (row: 'k' | 'c') => {
    const at = sql.trusted(`${row}.evaluated_at`);
    return sql`(${at} <= ${latest} or ${at} > ${now})`;
  };
  const rows = await ctx.db.query<Pick<typeof alertClocks.$inferSelect, 'tenantId'>>(sql`
    insert into alert_clocks as c (tenant_id, evaluated_at)
    select t.id, ${now} from tenants t left join alert_clocks k on k.tenant_id = t.id
    where k.tenant_id is null or ${isDue('k')} order by t.id
    -- Another worker may have taken the shop in the meantime.
    on conflict (tenant_id) do update set evaluated_at = excluded.evaluated_at where ${isDue('c')}
    returning tenant_id as "tenantId"`);
  return new Set(rows.map(({ tenantId }) => tenantId));
}

function readOpen(ctx: AnyContext): Promise<OpenAlert[]> {
  const { id, tenantId, rule, cause, worstValue, belowSince } = alerts;
  return withBuilder(ctx.db, (build) =>
    build.select({ id, tenantId, rule, cause, worstValue, belowSince }).from(alerts).where(isNull(alerts.resolvedAt)),
  );
}

/** Writes the worst values, each with its sentence, and since when values are low enough. */
async function noteValues(ctx: AnyContext, moved: readonly Moved[]): Promise<void> {
  if (moved.length === 0) return;
  const rows = moved.map(({ id, belowSince, reading }) => ({
    ...{ id, belowSince },
    value: reading?.value ?? null,
    text: reading?.text ?? null,
  }));
  await ctx.db.query(sql`
    update alerts a set below_since = g."belowSince", worst_value = greatest(a.worst_value, g.value),
      text = case when g.value > a.worst_value then g.text else a.text end
    from jsonb_to_recordset(${JSON.stringify(rows)}::text::jsonb)
      as g (id text, "belowSince" timestamptz, value float8, text text)
    where a.id = g.id and a.resolved_at is null
      and (a.below_since is distinct from g."belowSince" or g.value > a.worst_value)`);
}
