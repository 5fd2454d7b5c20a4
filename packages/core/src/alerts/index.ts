export { alertWebhookJob } from './alert-webhooks.ts';
export { AnswerBook } from './answer-book.ts';
export { evaluateRules, resolution } from './evaluate-rules.ts';
export { forgetAlerts } from './forget-alerts.ts';
export { type AlertPlace, listAlerts } from './list-alerts.ts';
export { type NewAlert, openAlert, openAlerts, resolveAlert } from './open-alert.ts';
export { changeAlertRule, listAlertRules, readAlertRule, readRuleKey } from './shop-rules.ts';
export { alertMailJob, tellUsers } from './tell-users.ts';
