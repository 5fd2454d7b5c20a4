import { z } from 'zod';
import { addressFormProblems, changeProblems } from './call-problems.ts';
import { catalogEndpoints } from './catalog-endpoints.ts';
import { formTokenSchema } from './challenge.ts';
import { collectRequestSchema, collectResponseSchema } from './collect.ts';
import { newsletterSettingsSchema, subscribeRequestSchema, subscribeResponseSchema } from './consent.ts';
import { contactDetailSchema, contactPageSchema, listContactsQuery, timelineEntrySchema } from './contacts.ts';
import { messageEndpoints } from './messages.ts';
import {
  dailyStatsSchema,
  eventPageSchema,
  quarantinePageSchema,
  queueSchema,
  replayResponseSchema,
  statsSchema,
  streamedEventSchema,
} from './operations.ts';
import { pageOf, pageQuery } from './pages.ts';
import { preferenceEndpoints } from './preference-endpoints.ts';
import type { ProblemCode } from './problems.ts';
import { pushEndpoints } from './push.ts';
import { retentionEndpoints } from './retention.ts';
import { segmentAnswerSchema, segmentBatchSchema, segmentCalls, segmentSchemas } from './segment-api.ts';
import { segmentsSchema } from './segments.ts';
import { sourceEndpoints } from './source-endpoints.ts';
import { widgetUseEndpoints } from './widget-uses.ts';

/**
 * Who may call: anybody with the public write key, a server with the secret key, either of session or secret key,
 * either key as Segment's SDKs send it.
 */
export type Access = 'open' | 'write_key' | 'secret_key' | 'session_or_secret_key' | 'segment_key';

export type Endpoint = {
  method: 'get' | 'post' | 'put' | 'patch';
  path: string;
  /** Another path for the same call. */
  shortPath?: string;
  summary: string;
  access: Access;
  query?: z.ZodObject;
  body?: z.ZodType;
  status: 200 | 201 | 202;
  response: z.ZodType;
  /** The answer is a stream of such objects, as server-sent events. */
  isStream?: true;
  problems: readonly ProblemCode[];
};

const dailyQuery = z.strictObject({ days: z.coerce.number().pipe(z.int().min(1).max(1_000)).optional() });
const addressesQuery = z.strictObject({ anonymousId: z.string().min(1).max(100) });
const eventsQuery = z.strictObject({
  ...pageQuery,
  type: z.string().max(64).optional(),
  bots: z
    .enum(['with', 'without', 'only'])
    .optional()
    .describe('Events that were marked as bots’; with them if left out.'),
});

const segmentProblems = [
  'bad_request',
  'bad_json',
  'bad_encoding',
  'validation_failed',
  'key_missing',
  'key_unknown',
  'origin_not_allowed',
  'body_too_large',
  'media_type_not_supported',
  'rate_limited',
  'overloaded',
  'database_unavailable',
] as const satisfies ProblemCode[];

/** A call of Segment's API with one message. */
const segmentCall = <T extends keyof typeof segmentCalls>(type: T, summary: string) =>
  ({
    method: 'post',
    path: `/v1/${type}`,
    shortPath: `/v1/${segmentCalls[type]}`,
    summary,
    access: 'segment_key',
    body: segmentSchemas[type],
    status: 200,
    response: segmentAnswerSchema,
    problems: segmentProblems,
  }) as const;

const segmentBatch = {
  method: 'post',
  access: 'segment_key',
  body: segmentBatchSchema,
  status: 200,
  response: segmentAnswerSchema,
  problems: [...segmentProblems, 'too_many_events'],
} as const;

/** Every HTTP call of the public API, in the order of the reference page. */
export const endpoints = {
  collect: {
    method: 'post',
    path: '/v1/collect',
    summary: 'Send events from a browser: `?key=pk_…`, JSON as text/plain or application/json, gzip allowed.',
    access: 'write_key',
    body: collectRequestSchema,
    status: 202,
    response: collectResponseSchema,
    problems: [
      'bad_json',
      'bad_encoding',
      'validation_failed',
      'key_missing',
      'key_unknown',
      'origin_not_allowed',
      'body_too_large',
      'too_many_events',
      'media_type_not_supported',
      'rate_limited',
      'overloaded',
      'database_unavailable',
    ],
  },
  readFormToken: {
    method: 'get',
    path: '/v1/form-token',
    summary: 'A token that shows, a second later, that a form was not sent at once. `?key=pk_…`',
    access: 'write_key',
    query: z.strictObject({ key: z.string().optional() }),
    status: 200,
    response: formTokenSchema,
    problems: ['validation_failed', 'key_missing', 'key_unknown', 'origin_not_allowed', 'rate_limited'],
  },
  subscribe: {
    method: 'post',
    path: '/v1/subscribe',
    summary: 'Start a newsletter sign-up: a confirmation goes to the address.',
    access: 'write_key',
    body: subscribeRequestSchema,
    status: 202,
    response: subscribeResponseSchema,
    problems: addressFormProblems,
  },
  sendEvents: {
    method: 'post',
    path: '/api/v1/events',
    summary: 'Send events from a server. These are trusted: orders count as revenue.',
    access: 'secret_key',
    body: collectRequestSchema,
    status: 202,
    response: collectResponseSchema,
    problems: [
      'bad_json',
      'bad_encoding',
      'validation_failed',
      'key_missing',
      'key_unknown',
      'secret_key_required',
      'body_too_large',
      'too_many_events',
      'media_type_not_supported',
      'rate_limited',
      'overloaded',
      'database_unavailable',
    ],
  },
  listEvents: {
    method: 'get',
    path: '/api/v1/events',
    summary: 'The newest events first.',
    access: 'session_or_secret_key',
    query: eventsQuery,
    status: 200,
    response: eventPageSchema,
    problems: ['validation_failed', 'key_unknown', 'sign_in_required'],
  },
  streamEvents: {
    method: 'get',
    path: '/api/v1/events/stream',
    summary:
      'Each event once it is applied, as it comes: server-sent events named `event`; `ready` and `alive` between.',
    access: 'session_or_secret_key',
    status: 200,
    response: streamedEventSchema,
    isStream: true,
    problems: ['key_unknown', 'sign_in_required'],
  },
  readStats: {
    method: 'get',
    path: '/api/v1/stats',
    summary: 'The totals: contacts, events, orders, revenue.',
    access: 'session_or_secret_key',
    status: 200,
    response: statsSchema,
    problems: ['key_unknown', 'sign_in_required'],
  },
  readDailyStats: {
    method: 'get',
    path: '/api/v1/stats/daily',
    summary: 'Orders and revenue by day (UTC), up to the newest order.',
    access: 'session_or_secret_key',
    query: dailyQuery,
    status: 200,
    response: dailyStatsSchema,
    problems: ['validation_failed', 'key_unknown', 'sign_in_required'],
  },
  listAddresses: {
    method: 'get',
    path: '/api/v1/addresses',
    summary: 'The networks (/24, /48) a visitor came from in the last 30 days. No whole address is stored.',
    access: 'session_or_secret_key',
    query: addressesQuery,
    status: 200,
    response: z.object({ data: z.array(z.object({ day: z.iso.date(), ipPrefix: z.string() })) }),
    problems: ['validation_failed', 'key_unknown', 'sign_in_required'],
  },
  listContacts: {
    method: 'get',
    path: '/api/v1/contacts',
    summary: 'Contacts by filter, e.g. `?orderCount.gte=5`, `?lifetimeValue.gt=50000`.',
    access: 'session_or_secret_key',
    query: listContactsQuery,
    status: 200,
    response: contactPageSchema,
    problems: ['validation_failed', 'key_unknown', 'sign_in_required'],
  },
  readNewsletter: {
    method: 'get',
    path: '/api/v1/newsletter',
    summary: 'How sign-ups for the newsletter are taken.',
    access: 'session_or_secret_key',
    status: 200,
    response: newsletterSettingsSchema,
    problems: ['key_unknown', 'sign_in_required'],
  },
  putNewsletter: {
    method: 'put',
    path: '/api/v1/newsletter',
    summary: 'Choose between double and single opt-in for the sign-ups to come.',
    access: 'session_or_secret_key',
    body: newsletterSettingsSchema,
    status: 200,
    response: newsletterSettingsSchema,
    problems: changeProblems,
  },
  listSegments: {
    method: 'get',
    path: '/api/v1/segments',
    summary: 'The segments, with how many contacts are in each. Who they are: `/api/v1/contacts?segment=newsletter`.',
    access: 'session_or_secret_key',
    status: 200,
    response: segmentsSchema,
    problems: ['key_unknown', 'sign_in_required'],
  },
  readContact: {
    method: 'get',
    path: '/api/v1/contacts/{id}',
    summary: 'One contact with consent history and deliveries.',
    access: 'session_or_secret_key',
    status: 200,
    response: contactDetailSchema,
    problems: ['key_unknown', 'sign_in_required', 'not_found'],
  },
  readTimeline: {
    method: 'get',
    path: '/api/v1/contacts/{id}/timeline',
    summary: 'What a contact did, newest first.',
    access: 'session_or_secret_key',
    query: z.strictObject(pageQuery),
    status: 200,
    response: pageOf(timelineEntrySchema),
    problems: ['validation_failed', 'key_unknown', 'sign_in_required', 'not_found'],
  },
  unlinkVisitor: {
    method: 'post',
    path: '/api/v1/contacts/{id}/visitors/{visitorId}/unlink',
    summary: "Take back that a browser is this contact's, within 30 days: what it did belongs to nobody again.",
    access: 'session_or_secret_key',
    status: 200,
    response: z.object({ result: z.literal('unlinked') }),
    problems: ['key_unknown', 'sign_in_required', 'not_found', 'conflict', 'cross_site_refused'],
  },
  undoMerge: {
    method: 'post',
    path: '/api/v1/contacts/{id}/merges/{mergeId}/undo',
    summary: 'Make one contact two again, within 30 days. They are never merged by themselves again.',
    access: 'session_or_secret_key',
    status: 200,
    response: z.object({ result: z.literal('undone') }),
    problems: ['key_unknown', 'sign_in_required', 'not_found', 'conflict', 'cross_site_refused'],
  },
  readQueue: {
    method: 'get',
    path: '/api/v1/queue',
    summary: 'Lag of the consumers, jobs, what failed.',
    access: 'session_or_secret_key',
    status: 200,
    response: queueSchema,
    problems: ['key_unknown', 'sign_in_required'],
  },
  replayJob: {
    method: 'post',
    path: '/api/v1/queue/jobs/{id}/replay',
    summary: 'Put a dead job back in line.',
    access: 'session_or_secret_key',
    status: 200,
    response: z.object({ result: z.literal('ready') }),
    problems: ['key_unknown', 'sign_in_required', 'not_found', 'cross_site_refused'],
  },
  listQuarantine: {
    method: 'get',
    path: '/api/v1/quarantine',
    summary: 'Events that were set aside, with the reason.',
    access: 'session_or_secret_key',
    query: z.strictObject(pageQuery),
    status: 200,
    response: quarantinePageSchema,
    problems: ['validation_failed', 'key_unknown', 'sign_in_required'],
  },
  replayQuarantined: {
    method: 'post',
    path: '/api/v1/quarantine/{id}/replay',
    summary: 'Try a quarantined event again, under the rules of today.',
    access: 'session_or_secret_key',
    status: 200,
    response: replayResponseSchema,
    problems: ['key_unknown', 'sign_in_required', 'not_found', 'cross_site_refused'],
  },
  ...catalogEndpoints,
  ...widgetUseEndpoints,
  ...messageEndpoints,
  ...preferenceEndpoints,
  ...pushEndpoints,
  ...retentionEndpoints,
  ...sourceEndpoints,
  segmentTrack: segmentCall('track', 'What somebody did, as the SDKs of Segment send it.'),
  segmentIdentify: segmentCall('identify', 'Who somebody is. With a write key a claim, with the secret key a fact.'),
  segmentPage: segmentCall('page', 'A page view.'),
  segmentScreen: segmentCall('screen', 'A screen of an app.'),
  segmentGroup: segmentCall(
    'group',
    'Which company somebody belongs to. Kept as an event; there are no companies here.',
  ),
  segmentAlias: segmentCall('alias', 'Another id of somebody. Kept as an event; it merges nobody.'),
  segmentBatch: {
    ...segmentBatch,
    path: '/v1/batch',
    shortPath: '/v1/b',
    summary: 'Many messages of the calls above. 200 means that all are durable or set aside with a reason.',
  },
  segmentImport: { ...segmentBatch, path: '/v1/import', summary: 'The same, for messages of the past.' },
} as const satisfies Record<string, Endpoint>;

export type EndpointName = keyof typeof endpoints;
export type ResponseOf<N extends EndpointName> = z.infer<(typeof endpoints)[N]['response']>;
