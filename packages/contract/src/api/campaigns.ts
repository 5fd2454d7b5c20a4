import { z } from 'zod';
import { campaignDefinitionSchema } from '../campaign-definition.ts';
import { deliverySchema } from './deliveries.ts';
import type { Endpoint } from './endpoint.ts';
import { pageOf, pageQuery } from './pages.ts';

const name = z.string().trim().min(1).max(100);
const description = z.string().trim().max(1_000);
const time = z.iso.datetime();

export const campaignStatusSchema = z
  .enum(['draft', 'scheduled', 'sending', 'paused', 'sent', 'archived'])
  .describe('`sent`: every recipient is accounted for, or it was stopped.');

export const campaignPauseSchema = z
  .enum(['by_user', 'overdue', 'cannot_start', 'bounce_rate', 'complaint_rate'])
  .describe(
    '`overdue`: it was to begin longer ago than `maxDelay`. `cannot_start`: its message or a segment is gone. `bounce_rate`, `complaint_rate`: its brake.',
  );

export const campaignProgressSchema = z
  .object({
    recipients: z.int().describe('Fixed at the launch. The other counts add up to it.'),
    sent: z.int().describe('Handed over, and neither refused nor bounced.'),
    skipped: z.int(),
    failed: z.int().describe('Refused or bounced.'),
    uncertain: z.int().describe('May have arrived, so that it is not sent again.'),
    waiting: z.int(),
  })
  .describe('What has become of the recipients.');

export type CampaignProgress = z.infer<typeof campaignProgressSchema>;

/** A campaign, as a list shows it. */
export const campaignSchema = z.object({
  id: z.string().meta({ examples: ['cmp_06d9r7zv7w7h3e1k5m2n4p6q8s'] }),
  name: z.string(),
  description: z.string(),
  status: campaignStatusSchema,
  pauseReason: campaignPauseSchema.nullable(),
  channel: deliverySchema.shape.channel.nullable().describe('That of its message; null while it has none.'),
  version: z.int().describe('Grows with each change.'),
  progress: campaignProgressSchema,
  startsAt: time.nullable().describe('When a scheduled campaign begins.'),
  launchedAt: time.nullable(),
  finishedAt: time.nullable(),
  stoppedAt: time.nullable(),
  createdAt: time,
  updatedAt: time,
});

export type Campaign = z.infer<typeof campaignSchema>;

const reasonCountSchema = z.object({ reason: z.string(), text: z.string(), count: z.int() });

export const campaignDetailSchema = campaignSchema.extend({
  definition: campaignDefinitionSchema,
  approval: z
    .object({ isNeeded: z.boolean(), isGiven: z.boolean(), by: z.string().nullable() })
    .describe('Whether another user has to approve it before it is launched. A change ends an approval.'),
  test: z
    .object({ experimentId: z.string(), winner: z.string().nullable() })
    .nullable()
    .describe('The experiment of a launched campaign with a test.'),
  skipped: z.array(reasonCountSchema).describe('Why recipients were skipped.'),
  waiting: z
    .array(reasonCountSchema.extend({ nextAt: time.nullable().describe('When the first of them is tried again.') }))
    .describe('What recipients wait for.'),
});

export type CampaignDetail = z.infer<typeof campaignDetailSchema>;

export const newCampaignSchema = z.strictObject({
  name,
  description: description.default(''),
  definition: campaignDefinitionSchema.prefault({}),
});

export type NewCampaign = z.infer<typeof newCampaignSchema>;

export const campaignChangesSchema = z.strictObject({
  version: z.int().describe('The version that the change is based on.'),
  name: name.optional(),
  description: description.optional(),
  definition: campaignDefinitionSchema
    .optional()
    .describe('After the launch only `window`, `throttle`, `warmUp`, `brake` and `maxDelay` may differ.'),
});

export type CampaignChanges = z.infer<typeof campaignChangesSchema>;

/** Who would get a campaign, and what stands in the way. */
export const campaignPreviewSchema = z.object({
  recipients: z.int(),
  heldBack: z.array(reasonCountSchema).describe('Recipients that would be skipped if it were sent now, and why.'),
  delayed: z.array(reasonCountSchema).describe('Recipients that would get it later than the others, and why.'),
  isEstimate: z.boolean().describe('True if `heldBack` and `delayed` were counted on a sample of the recipients.'),
  zones: z
    .array(
      z.object({
        zone: z.string(),
        recipients: z.int(),
        at: time,
        hasPassed: z.boolean().describe('The time had passed there: `at` is what `passed` says.'),
      }),
    )
    .describe('For a schedule by local time: when it is sent in each zone, earliest first. Otherwise empty.'),
  warnings: z.array(z.string()).describe('What a marketer should look at. None of it prevents the launch.'),
  faults: z.array(z.string()).describe('What prevents the launch.'),
  takenAt: time,
});

export type CampaignPreview = z.infer<typeof campaignPreviewSchema>;

const recipientSchema = z.object({
  no: z.int(),
  contactId: z.string(),
  state: z.enum(['sent', 'skipped', 'failed', 'uncertain', 'waiting']),
  reason: z.string().nullable(),
  variation: z.string().nullable(),
  deliveryId: z.string().nullable(),
});

export type CampaignRecipient = z.infer<typeof recipientSchema>;

const deed = {
  method: 'post',
  access: 'campaigns.write',
  status: 200,
  response: campaignDetailSchema,
  problems: ['conflict'],
} as const;

/** The calls about campaigns. */
export const campaignEndpoints = {
  listCampaigns: {
    method: 'get',
    path: '/api/v1/campaigns',
    summary: 'List campaigns, newest first.',
    access: 'campaigns.read',
    query: z.object({
      ...pageQuery,
      status: campaignStatusSchema.optional().describe('If omitted, all but archived ones.'),
    }),
    status: 200,
    response: pageOf(campaignSchema),
  },
  createCampaign: {
    method: 'post',
    path: '/api/v1/campaigns',
    summary: 'Create a campaign, as a draft.',
    access: 'campaigns.write',
    body: newCampaignSchema,
    status: 201,
    response: campaignDetailSchema,
    problems: ['conflict'],
  },
  readCampaign: {
    method: 'get',
    path: '/api/v1/campaigns/{id}',
    summary: 'Read a campaign: its definition, and what has become of its recipients.',
    access: 'campaigns.read',
    status: 200,
    response: campaignDetailSchema,
  },
  changeCampaign: {
    method: 'patch',
    path: '/api/v1/campaigns/{id}',
    summary:
      'Change a draft; of a campaign that was launched, its pace. A change that is based on an older version is refused.',
    access: 'campaigns.write',
    body: campaignChangesSchema,
    status: 200,
    response: campaignDetailSchema,
    problems: ['conflict'],
  },
  previewCampaign: {
    method: 'get',
    path: '/api/v1/campaigns/{id}/preview',
    summary: 'Count who would get a campaign if it were launched now, who would not and why, and when.',
    access: 'campaigns.read',
    status: 200,
    response: campaignPreviewSchema,
    problems: ['filter_too_slow'],
  },
  approveCampaign: {
    ...deed,
    path: '/api/v1/campaigns/{id}/approve',
    summary: 'Approve a version of a campaign. The user who changed it last cannot.',
    access: 'campaigns.approve',
    body: z.strictObject({ version: z.int() }),
  },
  launchCampaign: {
    ...deed,
    path: '/api/v1/campaigns/{id}/launch',
    summary: 'Launch a campaign: its recipients are fixed and it is sent, at once or at the time of its schedule.',
    body: z.strictObject({ version: z.int().describe('The version that is launched.') }),
  },
  unscheduleCampaign: {
    ...deed,
    path: '/api/v1/campaigns/{id}/unschedule',
    summary: 'Take a scheduled campaign back to a draft.',
  },
  pauseCampaign: {
    ...deed,
    path: '/api/v1/campaigns/{id}/pause',
    summary: 'Pause a campaign: no message of it begins to be sent after the answer.',
  },
  resumeCampaign: {
    ...deed,
    path: '/api/v1/campaigns/{id}/resume',
    summary: 'Let a paused campaign go on where it stopped. After its brake it goes on without it.',
  },
  stopCampaign: {
    ...deed,
    path: '/api/v1/campaigns/{id}/stop',
    summary: 'Stop a campaign for good: who has not got it is skipped.',
  },
  sendMissing: {
    ...deed,
    path: '/api/v1/campaigns/{id}/send-missing',
    summary:
      'Send a campaign once more to those of its recipients who have not got it: skipped by a stop, or failed without a bounce. It is never sent again where it may have arrived.',
  },
  chooseCampaignWinner: {
    ...deed,
    path: '/api/v1/campaigns/{id}/winner',
    summary: 'Choose the winner of a test by hand: the remaining recipients get it.',
    body: z.strictObject({ variation: z.string().max(20) }),
  },
  cloneCampaign: {
    ...deed,
    path: '/api/v1/campaigns/{id}/clone',
    summary: 'Copy a campaign into a new draft.',
    body: z.strictObject({ name: name.optional() }),
    status: 201,
  },
  archiveCampaign: {
    ...deed,
    path: '/api/v1/campaigns/{id}/archive',
    summary: 'Archive a campaign that is a draft or was sent.',
  },
  listCampaignRecipients: {
    method: 'get',
    path: '/api/v1/campaigns/{id}/recipients',
    summary: 'List the recipients of a launched campaign with what has become of each.',
    access: 'campaigns.read',
    query: z.object({ ...pageQuery, state: recipientSchema.shape.state.optional() }),
    status: 200,
    response: pageOf(recipientSchema),
  },
} as const satisfies Record<string, Endpoint>;
