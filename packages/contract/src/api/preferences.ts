import { z } from 'zod';
import { personIdSchema } from '../identifier-schemas.ts';
import { challengeFields } from './challenge.ts';
import { consentEntrySchema } from './consent.ts';
import { erasureSchema } from './contacts.ts';
import type { Endpoint } from './endpoint.ts';
import { topicSchema } from './topics.ts';
import { waitlistEntrySchema } from './waitlists.ts';

export const frequencies = ['daily', 'weekly', 'monthly'] as const;
export type Frequency = (typeof frequencies)[number];
export const preferenceChannels = ['email', 'sms', 'push'] as const;
export type PreferenceChannel = (typeof preferenceChannels)[number];

/**
 * Who asks: the token of a link from a mail, or a user id or address that the shop's server has signed. With a signature
 * alone nothing can be given out, moved or erased.
 */
const whoSchema = {
  key: z.string().optional().describe('The public write key; can be sent as a query parameter instead.'),
  token: z.string().max(1_000).optional().describe('The token from a preferences link.'),
  userId: personIdSchema,
  email: z.string().min(3).max(254).optional(),
  signature: z
    .string()
    .max(200)
    .optional()
    .describe('HMAC-SHA-256 in hex of the user id, else of `email:` and the address, by the shop’s server.'),
};

export const readPreferencesRequestSchema = z.object(whoSchema);

export const preferencesChangeSchema = z.object({
  channels: z.partialRecord(z.enum(preferenceChannels), z.boolean()).optional(),
  topics: z.record(z.string().max(64), z.boolean()).optional().describe('By topic id.'),
  frequency: z.enum(frequencies).nullable().optional().describe('At most one marketing message in this period.'),
  pausedUntil: z.iso
    .datetime()
    .nullable()
    .optional()
    .describe('No marketing messages before this time; at most a year ahead.'),
  leaveWaitlists: z.array(z.string().max(40)).max(50).optional().describe('Ids of waitlist entries.'),
  removePushDevices: z.array(z.string().max(40)).max(50).optional().describe('Ids of push devices.'),
  endLinks: z
    .literal(true)
    .optional()
    .describe('Deactivate all preferences links, including the one used for this call.'),
  wordingVersion: z
    .string()
    .max(100)
    .optional()
    .describe('The version of the consent text that was shown beside a channel.'),
  wording: z.string().max(2_000).optional().describe('The consent text that was shown.'),
});

export type PreferencesChange = z.infer<typeof preferencesChangeSchema>;

export const changePreferencesRequestSchema = z.object({ ...whoSchema, change: preferencesChangeSchema });

export const preferencesSchema = z.object({
  shop: z.string(),
  email: z.string().nullable().describe('Masked, such as `a…@example.com`.'),
  isOwner: z
    .boolean()
    .describe('The caller used a link from an email, and may also export, erase and change the address.'),
  channels: z.record(
    z.enum(preferenceChannels),
    z.object({
      isOn: z.boolean(),
      canTurnOn: z.boolean().describe('Whether the channel can be turned on here. It can always be turned off.'),
    }),
  ),
  pushDevices: z
    .array(
      z.object({
        id: z.string(),
        browser: z.string().nullable(),
        system: z.string().nullable(),
        since: z.iso.datetime(),
      }),
    )
    .describe('Browsers that receive push messages.'),
  topics: z.array(topicSchema.extend({ isWanted: z.boolean() })),
  frequency: z.enum(frequencies).nullable(),
  pausedUntil: z.iso.datetime().nullable(),
  waitlists: z.array(waitlistEntrySchema),
  history: z.array(consentEntrySchema),
});

export type Preferences = z.infer<typeof preferencesSchema>;

export const preferencesLinkRequestSchema = z.object({
  key: whoSchema.key,
  email: z.string().min(3).max(254),
  submissionId: z
    .string()
    .min(1)
    .max(100)
    .optional()
    .describe('Created by the form, so that a second click is the same request.'),
  leaveBlank: z
    .string()
    .max(200)
    .optional()
    .describe('Honeypot. People leave it empty; if it is filled, a challenge follows.'),
  ...challengeFields,
});

export type PreferencesLinkRequest = z.infer<typeof preferencesLinkRequestSchema>;

export const changeEmailRequestSchema = z.object({ ...whoSchema, newEmail: z.string().min(3).max(254) });

/** The same whatever is known of the address. */
export const sentResponseSchema = z.object({
  status: z.literal('pending').describe('An email is sent if allowed. The response is the same in all cases.'),
});

export const exportOwnDataRequestSchema = z.object(whoSchema);

const rowsSchema = z.array(z.record(z.string(), z.unknown()));

/** Everything that is stored about a person, by kind. */
export const ownDataSchema = z.object({
  exportedAt: z.iso.datetime(),
  profile: rowsSchema,
  consents: rowsSchema,
  signUps: rowsSchema,
  topics: rowsSchema,
  waitlists: rowsSchema,
  segments: rowsSchema,
  segmentsByHand: rowsSchema,
  segmentChanges: rowsSchema,
  flows: rowsSchema,
  campaigns: rowsSchema,
  experiments: rowsSchema,
  orders: rowsSchema,
  touchpoints: rowsSchema,
  conversions: rowsSchema,
  cart: rowsSchema,
  messages: rowsSchema,
  opensAndClicks: rowsSchema,
  coupons: rowsSchema,
  personalLinks: rowsSchema,
  receivedSms: rowsSchema,
  pushDevices: rowsSchema,
  browsers: rowsSchema,
  events: rowsSchema,
});

export type OwnData = z.infer<typeof ownDataSchema>;

export const eraseRequestSchema = z.object({
  ...whoSchema,
  confirm: z.literal('erase').describe('Confirms the erasure, which cannot be undone.'),
});

/** A call of the preference center: the person is named in the body, never in the address. */
const publicCall = { method: 'post', access: 'write_key', problems: ['token_invalid'] } as const;

/** The calls about what a shopper wants to get. */
export const preferenceEndpoints = {
  readPreferences: {
    ...publicCall,
    path: '/v1/preferences',
    summary: 'Get a shopper’s preferences, with the token of their link or a signature of the shop.',
    body: readPreferencesRequestSchema,
    status: 200,
    response: preferencesSchema,
    isRepeatable: true,
  },
  changePreferences: {
    ...publicCall,
    path: '/v1/preferences/change',
    summary: 'Change a shopper’s preferences. Fields left out stay as they are. Returns the new state.',
    body: changePreferencesRequestSchema,
    status: 200,
    response: preferencesSchema,
    problems: ['token_invalid', 'conflict'],
    isRepeatable: true,
  },
  sendPreferencesLink: {
    ...publicCall,
    path: '/v1/preferences/link',
    summary: 'Email a shopper the link to their preferences. It works for an hour.',
    body: preferencesLinkRequestSchema,
    status: 202,
    response: sentResponseSchema,
    problems: ['token_invalid', 'challenge_required'],
  },
  changeEmail: {
    ...publicCall,
    path: '/v1/preferences/email',
    summary: 'Change the email address. Needs a token. A confirmation is sent to the new address.',
    body: changeEmailRequestSchema,
    status: 202,
    response: sentResponseSchema,
  },
  exportOwnData: {
    ...publicCall,
    path: '/v1/preferences/export',
    summary: 'Export everything that is stored about a shopper. Needs a token.',
    body: exportOwnDataRequestSchema,
    status: 200,
    response: ownDataSchema,
    isRepeatable: true,
  },
  eraseOwnData: {
    ...publicCall,
    path: '/v1/preferences/erase',
    summary:
      'Erase the shopper’s data. Needs a token. Accepted immediately, finished within a minute. A repeated request returns the same erasure.',
    body: eraseRequestSchema,
    status: 202,
    response: erasureSchema,
    isRepeatable: true,
  },
} as const satisfies Record<string, Endpoint>;
