import { z } from 'zod';
import type { Endpoint } from './endpoint.ts';
import { pageOf, pageQuery, wholeListOf } from './pages.ts';

/** What alerts are about. The first six are evaluated by a threshold; the others are opened by what happens. */
export const alertRuleKeys = [
  'queue_size',
  'sync_failures',
  'processing_lag',
  'api_response',
  'failed_events',
  'unsubscribe_rate',
  'campaign_overdue',
  'campaign_braked',
] as const;

export type AlertRuleKey = (typeof alertRuleKeys)[number];

export const alertUnits = ['count', 'percent', 'seconds', 'hours'] as const;

const unit = z.enum(alertUnits).nullable().describe('The unit of values and thresholds; null without a threshold.');
const severity = z.enum(['critical', 'warning']).describe('`critical`: messages or events wait or are lost.');

export const alertSchema = z.object({
  id: z.string().meta({ examples: ['alr_06d9r7zv7w7h3e1k5m2n4p6q8s'] }),
  rule: z.enum(alertRuleKeys),
  title: z.string(),
  cause: z
    .string()
    .describe('What the rule was broken by, such as a kind of jobs, a consumer or a flow.')
    .meta({ examples: ['contacts'] }),
  text: z.string().describe('What was found, in a sentence.'),
  advice: z.string().describe('What to do about it.'),
  runbook: z.string().describe('The page of the documents that tells more.'),
  severity,
  unit,
  value: z.number().nullable().describe('When it was opened.'),
  worstValue: z.number().nullable(),
  isMuted: z.boolean().describe('Users are not told about alerts of this rule.'),
  openedAt: z.iso.datetime(),
  resolvedAt: z.iso.datetime().nullable().describe('Null while it is open.'),
  toldAt: z.iso.datetime().nullable().describe('When users were last told about it; null: they were not.'),
});

export type Alert = z.infer<typeof alertSchema>;

export const alertPageSchema = pageOf(alertSchema).extend({
  open: z.int().describe('Open alerts of rules that are not muted, on all pages.'),
});

export type AlertPage = z.infer<typeof alertPageSchema>;

export const alertRuleSchema = z.object({
  key: z.enum(alertRuleKeys),
  title: z.string(),
  about: z.string().describe('What is measured, and when an alert opens.'),
  unit,
  threshold: z.number().nullable().describe('An alert opens above it. Null: something that happens opens the alert.'),
  defaultThreshold: z.number().nullable(),
  comparison: z.literal('above'),
  windowSeconds: z.int().nullable().describe('How far back it is measured; null: as it is now.'),
  minimum: z.int().nullable().describe('How many there must be before a share of them counts.'),
  severity,
  audience: z
    .enum(['admins', 'marketing'])
    .describe('`admins`: owners and admins. `marketing`: marketers; owners and admins if there are none.'),
  isMuted: z.boolean(),
});

export type AlertRule = z.infer<typeof alertRuleSchema>;

export const alertRuleChangesSchema = z
  .strictObject({
    threshold: z.number().min(0).max(1_000_000_000).nullable().optional().describe('Null: the default.'),
    isMuted: z.boolean().optional(),
  })
  .refine((changes) => Object.values(changes).some((value) => value !== undefined), 'name at least one change');

export type AlertRuleChanges = z.infer<typeof alertRuleChangesSchema>;

/** The calls about alerts. */
export const alertEndpoints = {
  listAlerts: {
    method: 'get',
    path: '/api/v1/alerts',
    summary: 'List the alerts of the shop: open ones first, then the newest.',
    access: 'operations.read',
    query: z.strictObject({
      ...pageQuery,
      state: z.enum(['open', 'resolved']).optional().describe('Both if omitted.'),
    }),
    status: 200,
    response: alertPageSchema,
  },
  listAlertRules: {
    method: 'get',
    path: '/api/v1/alert-rules',
    summary: 'List what alerts are opened by, with thresholds.',
    access: 'operations.read',
    status: 200,
    response: wholeListOf(alertRuleSchema),
  },
  changeAlertRule: {
    method: 'patch',
    path: '/api/v1/alert-rules/{key}',
    summary: 'Change the threshold of a rule, or mute its alerts.',
    access: 'settings.write',
    body: alertRuleChangesSchema,
    status: 200,
    response: alertRuleSchema,
  },
} as const satisfies Record<string, Endpoint>;
