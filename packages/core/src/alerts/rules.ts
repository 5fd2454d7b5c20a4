import type { AlertRule, AlertRuleKey } from '@beckon/contract';

/** A rule as every shop has it, with what its alerts say. */
export type RuleDefinition = Omit<AlertRule, 'key' | 'threshold' | 'comparison' | 'isMuted'> & {
  advice: string;
  runbook: string;
};

const minute = 60;
const hour = 60 * minute;
const runbook = (section: string) => `docs/runbooks/alerts.md#${section}`;

/** The rules with their defaults. Values and thresholds are in the unit of the rule. */
export const ruleDefinitions: Record<AlertRuleKey, RuleDefinition> = {
  queue_size: {
    title: 'The queue is long',
    about: 'Jobs that are due and events that are not processed yet. Jobs that are scheduled for later do not count.',
    unit: 'count',
    defaultThreshold: 10_000,
    windowSeconds: null,
    minimum: null,
    severity: 'critical',
    audience: 'admins',
    advice: 'Check that workers are running. If they are and the queue grows, start more of them.',
    runbook: runbook('the-queue-is-long'),
  },
  sync_failures: {
    title: 'Calls to another system fail',
    about: 'The share of calls to other systems, such as webhooks, whose last attempt failed.',
    unit: 'percent',
    defaultThreshold: 5,
    windowSeconds: hour,
    minimum: 20,
    severity: 'critical',
    audience: 'admins',
    advice: 'Check the address and the state of the receiving system. Failed calls are tried again for a day.',
    runbook: runbook('calls-to-another-system-fail'),
  },
  processing_lag: {
    title: 'Events are processed late',
    about: 'The age of the oldest event that a consumer has not processed.',
    unit: 'seconds',
    defaultThreshold: 5 * minute,
    windowSeconds: null,
    minimum: null,
    severity: 'critical',
    audience: 'admins',
    advice: 'Check that workers are running, and whether a transaction holds the consumers back.',
    runbook: runbook('events-are-processed-late'),
  },
  api_response: {
    title: 'The API answers slowly',
    about: 'The slowest answer of a route of the API.',
    unit: 'seconds',
    defaultThreshold: 5,
    windowSeconds: 10 * minute,
    minimum: null,
    severity: 'warning',
    audience: 'admins',
    advice: 'Check the load of the database and of the server while the route is called.',
    runbook: runbook('the-api-answers-slowly'),
  },
  failed_events: {
    title: 'Failed events wait for a decision',
    about: 'The age of the oldest quarantined event and of the oldest dead job.',
    unit: 'hours',
    defaultThreshold: 24,
    windowSeconds: null,
    minimum: null,
    severity: 'warning',
    audience: 'admins',
    advice: 'Open the queue screen, read the reasons, correct their cause, and replay the events and jobs.',
    runbook: runbook('failed-events-wait-for-a-decision'),
  },
  unsubscribe_rate: {
    title: 'Many recipients unsubscribe',
    about: 'Contacts that unsubscribed from email, of the marketing emails that were delivered.',
    unit: 'percent',
    defaultThreshold: 2,
    windowSeconds: 24 * hour,
    minimum: 100,
    severity: 'warning',
    audience: 'marketing',
    advice: 'Look at what was sent, to whom and how often. Pause flows that are not wanted.',
    runbook: runbook('many-recipients-unsubscribe'),
  },
  campaign_overdue: {
    title: 'A campaign did not start in time',
    about: 'A scheduled campaign whose time has passed, for example while the server was down.',
    unit: null,
    defaultThreshold: null,
    windowSeconds: null,
    minimum: null,
    severity: 'warning',
    audience: 'marketing',
    advice: 'Decide whether the campaign should still be sent, and start or cancel it.',
    runbook: runbook('a-campaign-did-not-start-in-time'),
  },
  campaign_braked: {
    title: 'A campaign was stopped',
    about: 'A campaign that Beckon stopped because too many of its messages bounced or brought complaints.',
    unit: null,
    defaultThreshold: null,
    windowSeconds: null,
    minimum: null,
    severity: 'critical',
    audience: 'marketing',
    advice: 'Check where the addresses come from before the campaign is continued.',
    runbook: runbook('a-campaign-was-stopped'),
  },
};
