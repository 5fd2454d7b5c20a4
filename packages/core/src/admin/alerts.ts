import type { AlertRule, AlertRuleChanges, AlertRuleKey } from '@beckon/contract';
import type { Caller } from '../access/index.ts';
import * as alerts from '../alerts/index.ts';
import { audited, compareFacts } from '../audit/index.ts';
import type { Context } from '../ports/index.ts';

const labels = { threshold: 'Threshold', isMuted: 'Muted' } as const;

/** @throws DomainError `validation_failed` */
export function changeAlertRule(
  ctx: Context,
  caller: Caller,
  key: AlertRuleKey,
  changes: AlertRuleChanges,
): Promise<AlertRule> {
  return audited(ctx, caller, async (inTx) => {
    const before = await alerts.readAlertRule(inTx, caller.tenantId, key);
    const result = await alerts.changeAlertRule(inTx, caller.tenantId, key, changes);
    return {
      result,
      change: {
        action: 'alert_rule.changed',
        target: { kind: 'alert_rule', id: key },
        ...compareFacts(`the rule ${key}`, labels, before, result),
      },
    };
  });
}
