import { z } from 'zod';
import { eventTypeSchema } from '../events.ts';
import { personIdSchema, visitorIdSchema } from '../identifier-schemas.ts';
import { timelineEntrySchema } from './contacts.ts';
import type { Endpoint } from './endpoint.ts';
import { pageOf, pageQuery } from './pages.ts';

/** The limits of one collect call and of one event in it. */
export const collectLimits = {
  /** Unpacked bytes of a body. */
  bodyBytes: 1_000_000,
  eventsPerBatch: 500,
  /** Bytes of one event as JSON. */
  eventBytes: 64_000,
  /** Nesting of objects and arrays in one event. */
  depth: 12,
  /** Keys of one object, entries of one array. */
  width: 256,
  /** Characters of one string. */
  stringLength: 8_000,
  /** Bytes of a batch's context as JSON. It is stored with each event of the batch. */
  contextBytes: 16_000,
  /** Bytes of a batch as it is stored: its body, and its context once more for each event after the first. */
  storedBytes: 2_000_000,
} as const;

/**
 * What one source may have open in quarantine. What comes beyond is answered as before, counted by its code with the
 * latest reason, and its bytes are dropped. An entry takes its own bytes and those of its batch's envelope.
 */
export const quarantineLimits = { entriesPerSource: 10_000, bytesPerSource: 32_000_000 } as const;

/** What is true of all events of a batch: sent once, stored with each. */
export const eventContextSchema = z.looseObject({
  url: z.string().optional(),
  title: z.string().optional(),
  referrer: z.string().optional(),
  locale: z.string().optional(),
  timezone: z.string().optional(),
  screen: z.string().optional(),
  library: z.string().optional(),
});

/** One event as a client sends it. */
export const eventSchema = z.object({
  id: z
    .string()
    .min(1)
    .max(100)
    .describe('Created by the client and kept over retries, so that repeats are dropped. A UUIDv7 is best.')
    .meta({ examples: ['019a9c1e-7c00-7000-8000-000000000001'] }),
  type: eventTypeSchema,
  occurredAt: z
    .union([z.string(), z.number()])
    .optional()
    .describe('ISO 8601 with time zone, or milliseconds since 1970. Default: the time of receipt.'),
  anonymousId: visitorIdSchema,
  userId: personIdSchema,
  email: z.email().max(254).optional(),
  signature: z
    .string()
    .regex(/^[0-9a-f]{64}$/i)
    .optional()
    .describe(
      'Of `identified` from a browser: HMAC-SHA-256 in hex of the user id, or else of `email:` and the address.',
    ),
  properties: z.record(z.string(), z.unknown()).optional(),
  context: eventContextSchema.optional(),
});

export type IncomingEvent = z.input<typeof eventSchema>;

export const collectRequestSchema = z.object({
  sentAt: z.union([z.string(), z.number()]).optional().describe('The client’s clock at sending, to correct its skew.'),
  anonymousId: visitorIdSchema.describe('Default for events without their own.'),
  context: eventContextSchema.optional(),
  events: z.array(eventSchema).min(1).max(collectLimits.eventsPerBatch),
});

/** Why an event was set aside. The text beside it says which property and what was expected. */
export const quarantineReasons = [
  'not_an_object',
  'id_missing',
  'id_invalid',
  'type_missing',
  'type_invalid',
  'type_not_allowed',
  'property_invalid',
  'person_invalid',
  'signature_invalid',
  'time_invalid',
  'time_in_future',
  'text_not_storable',
  'number_not_storable',
  'key_not_allowed',
  'too_deep',
  'too_wide',
  'string_too_long',
  'event_too_large',
  'refused_by_database',
  'consumer_failed',
] as const;

export type QuarantineReason = (typeof quarantineReasons)[number];

export const collectResultSchema = z.object({
  id: z.string().nullable(),
  result: z.enum(['accepted', 'duplicate', 'quarantined']),
  differs: z
    .literal(true)
    .optional()
    .describe(
      'Of a duplicate: another type, person, time or other properties came under the id before. What came first stays; give each event an id of its own.',
    ),
  code: z.enum(quarantineReasons).optional(),
  reason: z.string().optional(),
  warnings: z
    .array(z.string())
    .optional()
    .describe(
      'Ids that stand for nothing, such as `undefined`, and were left out. Outside production also: properties that the event catalog does not name. The event is stored all the same.',
    ),
});

export type CollectResult = z.infer<typeof collectResultSchema>;

export const collectResponseSchema = z.object({
  accepted: z.int(),
  duplicates: z.int(),
  quarantined: z.int(),
  results: z.array(collectResultSchema).describe('One entry per event, in the order sent.'),
});

export type CollectResponse = z.infer<typeof collectResponseSchema>;

/** One row of the live stream: an event and who it belongs to, as far as known. */
export const streamedEventSchema = timelineEntrySchema.extend({
  contactId: z.string().nullable(),
  contactName: z.string().nullable().describe('Name, address or user id of the contact; null for a visitor.'),
  anonymousId: z.string().nullable(),
  isBot: z.boolean(),
});

export type StreamedEvent = z.infer<typeof streamedEventSchema>;
export const eventPageSchema = pageOf(streamedEventSchema);

const eventsQuery = z.strictObject({
  ...pageQuery,
  type: z.string().max(64).optional(),
  bots: z
    .enum(['with', 'without', 'only'])
    .optional()
    .describe('Filter by whether the event was marked as sent by a bot. Default: both.'),
});

/** The calls about events. */
export const eventEndpoints = {
  collect: {
    method: 'post',
    path: '/v1/collect',
    summary: 'Send events from a browser. `?key=pk_…`, JSON as text/plain or application/json, gzip allowed.',
    access: 'write_key',
    body: collectRequestSchema,
    status: 202,
    response: collectResponseSchema,
    problems: ['too_many_events'],
    isRepeatable: true,
  },
  sendEvents: {
    method: 'post',
    path: '/api/v1/events',
    summary: 'Send events from a server. They are trusted: orders count as revenue.',
    access: 'ingest_key',
    body: collectRequestSchema,
    status: 202,
    response: collectResponseSchema,
    problems: ['too_many_events'],
    isRepeatable: true,
    withoutIdempotencyKey: 'Events have ids, by which a repeat counts once.',
  },
  listEvents: {
    method: 'get',
    path: '/api/v1/events',
    summary: 'List events, newest first.',
    access: 'events.read',
    query: eventsQuery,
    status: 200,
    response: eventPageSchema,
  },
  streamEvents: {
    method: 'get',
    path: '/api/v1/events/stream',
    summary:
      'Stream events as they are applied: server-sent events named `event`, with `ready` and `alive` in between.',
    access: 'events.read',
    status: 200,
    response: streamedEventSchema,
    isStream: true,
  },
} as const satisfies Record<string, Endpoint>;
