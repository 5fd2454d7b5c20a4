import { type AlertRule, type AlertRuleChanges, type AlertRuleKey, alertRuleKeys } from '@beckon/contract';
import { eq, sql, withBuilder } from '../db/index.ts';
import { DomainError, type Id } from '../lib/index.ts';
import type { AnyContext } from '../ports/index.ts';
import { ruleDefinitions } from './rules.ts';
import { alertRules } from './tables.ts';

type Changed = Pick<typeof alertRules.$inferSelect, 'rule' | 'threshold' | 'isMuted'>;

/** @throws DomainError `not_found` for a text that is the key of no rule */
export function readRuleKey(text: string): AlertRuleKey {
  const key = alertRuleKeys.find((each) => each === text);
  if (key === undefined) throw new DomainError('not_found', 'there is no rule with this key');
  return key;
}

/** The rules of a shop, with what it has changed. */
export async function listAlertRules(ctx: AnyContext, tenantId: Id<'ten'>): Promise<AlertRule[]> {
  const changed = await withBuilder(ctx.db, (build) =>
    build
      .select({ rule: alertRules.rule, threshold: alertRules.threshold, isMuted: alertRules.isMuted })
      .from(alertRules)
      .where(eq(alertRules.tenantId, tenantId)),
  );
  return alertRuleKeys.map((key) =>
    toRule(
      key,
      changed.find(({ rule }) => rule === key),
    ),
  );
}

export async function readAlertRule(ctx: AnyContext, tenantId: Id<'ten'>, key: AlertRuleKey): Promise<AlertRule> {
  return (await listAlertRules(ctx, tenantId)).find((rule) => rule.key === key)!;
}

function toRule(key: AlertRuleKey, changed: Changed | undefined): AlertRule {
  const { advice: _, runbook: __, ...definition } = ruleDefinitions[key];
  return {
    key,
    ...definition,
    comparison: 'above',
    threshold: changed?.threshold ?? definition.defaultThreshold,
    isMuted: changed?.isMuted ?? false,
  };
}

/** Changes the threshold of a rule or mutes it. @throws DomainError `validation_failed` */
export async function changeAlertRule(
  ctx: AnyContext,
  tenantId: Id<'ten'>,
  key: AlertRuleKey,
  changes: AlertRuleChanges,
): Promise<AlertRule> {
  const before = await readAlertRule(ctx, tenantId, key);
  refuseThreshold(before, changes.threshold);
  const threshold = changes.threshold === undefined ? before.threshold : changes.threshold;
  const kept = threshold === before.defaultThreshold ? null : threshold;
  await ctx.db.query(sql`
    insert into alert_rules (tenant_id, rule, threshold, is_muted, updated_at)
    values (${tenantId}, ${key}, ${kept}::float8, ${changes.isMuted ?? before.isMuted}, ${ctx.clock.now()})
    on conflict (tenant_id, rule) do update
      set threshold = excluded.threshold, is_muted = excluded.is_muted, updated_at = excluded.updated_at`);
  return readAlertRule(ctx, tenantId, key);
}

/** Faster answers are not recorded. */
const leastSeconds = 1;

function refuseThreshold({ key, unit }: AlertRule, threshold: number | null | undefined): void {
  if (threshold === undefined || threshold === null) return;
  const message =
    unit === null
      ? 'this rule has no threshold'
      : unit === 'percent' && threshold > 100
        ? 'a share is at most 100 %'
        : key === 'api_response' && threshold < leastSeconds
          ? 'answers are recorded from 1 s on'
          : null;
  if (message !== null)
    throw new DomainError('validation_failed', message, { errors: [{ path: 'threshold', message }] });
}

/** What shops have changed, by shop and rule. */
export async function readChangedRules(
  ctx: AnyContext,
): Promise<(tenantId: Id<'ten'>, key: AlertRuleKey) => AlertRule> {
  const rows = await withBuilder(ctx.db, (build) => build.select().from(alertRules));
  const keyOf = (tenantId: Id<'ten'>, rule: AlertRuleKey) => `${tenantId} ${rule}`;
  const changed = new Map(rows.map((row) => [keyOf(row.tenantId, row.rule), row]));
  return (tenantId, key) => toRule(key, changed.get(keyOf(tenantId, key)));
}
