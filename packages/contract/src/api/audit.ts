import { z } from 'zod';
import type { Endpoint } from './endpoint.ts';
import { pageOf, pageQuery } from './pages.ts';

/** What is changed, and how. */
export const auditActions = [
  'tenant.created',
  'settings.changed',
  'user.invited',
  'user.link_created',
  'user.joined',
  'user.password_reset',
  'user.role_changed',
  'user.removed',
  'api_key.created',
  'api_key.revoked',
  'source.created',
  'source.changed',
  'source.revoked',
  'source_key.created',
  'source_key.revoked',
  'message.created',
  'message.changed',
  'message.published',
  'message.tested',
  'message_blocks.changed',
  'coupon_pool.changed',
  'coupon_codes.added',
  'topics.changed',
  'segment.created',
  'segment.changed',
  'segment.members_changed',
  'flow.created',
  'flow.changed',
  'flow.published',
  'flow.paused',
  'flow.resumed',
  'flow.archived',
  'run.ended',
  'campaign.created',
  'campaign.changed',
  'campaign.approved',
  'campaign.launched',
  'campaign.unscheduled',
  'campaign.paused',
  'campaign.resumed',
  'campaign.stopped',
  'campaign.sent_to_missing',
  'campaign.decided',
  'campaign.archived',
  'experiment.decided',
  'webhook_secret.replaced',
  'sender_domain.checked',
  'dkim_key.rotated',
  'wordings.registered',
  'retention.changed',
  'attribution.changed',
  'currency_rates.changed',
  'cost.added',
  'cost.removed',
  'alert_rule.changed',
  'contact.visitor_unlinked',
  'contact.merge_undone',
  'contact.erasure_requested',
  'events.imported',
  'opt_outs.imported',
  'bounces.imported',
  'job.replayed',
  'quarantined_event.replayed',
] as const;

export type AuditAction = (typeof auditActions)[number];

export const auditTargets = [
  'tenant',
  'user',
  'api_key',
  'source',
  'message',
  'coupon_pool',
  'segment',
  'flow',
  'run',
  'campaign',
  'experiment',
  'contact',
  'job',
  'alert_rule',
  'quarantined_event',
  'cost',
] as const;

export type AuditTarget = (typeof auditTargets)[number];

const factsSchema = z
  .record(z.string(), z.union([z.string(), z.number(), z.boolean(), z.null(), z.array(z.string())]))
  .nullable();

/** The fields of something that changed, by name. */
export type Facts = NonNullable<z.infer<typeof factsSchema>>;

/** One change: who made it, when, and what it was. */
export const auditEntrySchema = z.object({
  id: z.string(),
  actor: z.object({
    kind: z.enum(['user', 'api_key', 'source', 'command']),
    id: z.string().nullable().describe('Null for a command.'),
    name: z.string().describe('The address of a user, the name of an API key, or the command; as it was at the time.'),
  }),
  action: z.enum(auditActions),
  target: z.object({ kind: z.enum(auditTargets), id: z.string().nullable() }),
  summary: z.string().meta({ examples: ['Allowed origins of Storefront: added https://www.shop.example'] }),
  before: factsSchema.describe('The fields that changed, as they were. Never a secret.'),
  after: factsSchema.describe('The same fields afterwards.'),
  occurredAt: z.iso.datetime(),
});

export type AuditEntry = z.infer<typeof auditEntrySchema>;

/** The calls about the audit log. */
export const auditEndpoints = {
  listAudit: {
    method: 'get',
    path: '/api/v1/audit',
    summary: 'List who changed what in the shop, newest first.',
    access: 'audit.read',
    query: z.strictObject(pageQuery),
    status: 200,
    response: pageOf(auditEntrySchema),
  },
} as const satisfies Record<string, Endpoint>;
