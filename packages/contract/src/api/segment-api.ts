import { z } from 'zod';
import type { Endpoint } from './endpoint.ts';
import { collectLimits } from './events.ts';

/** The calls of Segment's tracking API: the path of a call with one message, and its short form. */
export const segmentCalls = { track: 't', identify: 'i', page: 'p', screen: 's', group: 'g', alias: 'a' } as const;

export type SegmentMessageType = keyof typeof segmentCalls;

export const segmentLimits = {
  /** Unpacked bytes, as Segment has them. */
  messageBytes: 32 * 1_024,
  batchBytes: 500 * 1_024,
  messagesPerBatch: 2_500,
  /** Bytes of a batch's context as JSON, and of the batch with that context once for each message. */
  contextBytes: collectLimits.contextBytes,
  storedBytes: collectLimits.storedBytes,
} as const;

/** Ids and names may be numbers: shops often have numeric user and product ids. */
const text = z.union([z.string(), z.number()]).nullish();
const time = z.union([z.string(), z.number()]).nullish();
const fields = z.record(z.string(), z.unknown());

/**
 * What all messages have. Says what is understood: libraries differ, so nothing is refused here; what cannot be an
 * event is set aside with its reason.
 */
const message = z.looseObject({
  messageId: text.describe('Kept over retries, so that repeats are dropped.'),
  userId: text.describe("The shop's own id of the person."),
  anonymousId: text.describe('The visitor id of one browser.'),
  originalTimestamp: time.describe('When it happened, by the sender’s clock.'),
  timestamp: time.describe('Used if there is no `originalTimestamp`.'),
  sentAt: time.describe('The sender’s clock at sending, to correct its skew.'),
  context: fields.nullish(),
  writeKey: z.string().optional().describe('A write key or secret key, if it is not in a header.'),
});

export const segmentSchemas = {
  track: message.extend({
    event: z
      .string()
      .describe('Names of the e-commerce spec are mapped to Beckon’s events; others are converted to lowercase words.'),
    properties: fields.nullish().describe('Amounts in major units, such as 19.99.'),
  }),
  identify: message.extend({ traits: fields.nullish() }),
  page: message.extend({ name: text, category: text, properties: fields.nullish() }),
  screen: message.extend({ name: text, category: text, properties: fields.nullish() }),
  group: message.extend({ groupId: text, traits: fields.nullish() }),
  alias: message.extend({ previousId: text }),
} as const satisfies Record<SegmentMessageType, z.ZodObject>;

export const segmentBatchSchema = z.looseObject({
  batch: z
    .array(z.looseObject({ type: z.enum(Object.keys(segmentCalls) as [SegmentMessageType, ...SegmentMessageType[]]) }))
    .max(segmentLimits.messagesPerBatch)
    .describe('Messages of the calls with one message, each with its `type`.'),
  sentAt: time,
  context: fields.nullish().describe('Default for messages without their own.'),
  writeKey: z.string().optional(),
});

export const segmentAnswerSchema = z.object({ success: z.literal(true) });

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
  }) as const;

const segmentBatch = {
  method: 'post',
  access: 'segment_key',
  body: segmentBatchSchema,
  status: 200,
  response: segmentAnswerSchema,
  problems: ['too_many_events'],
} as const;

/** The calls of Segment's API. */
export const segmentApiEndpoints = {
  segmentTrack: segmentCall('track', 'Record what a person did, as the SDKs of Segment send it.'),
  segmentIdentify: segmentCall(
    'identify',
    'Identify a person. Trusted with a secret key, not trusted with a write key.',
  ),
  segmentPage: segmentCall('page', 'A page view.'),
  segmentScreen: segmentCall('screen', 'A screen of an app.'),
  segmentGroup: segmentCall('group', 'Record the company a person belongs to. Stored as an event only.'),
  segmentAlias: segmentCall('alias', 'Record another id of a person. Stored as an event; it merges no contacts.'),
  segmentBatch: {
    ...segmentBatch,
    path: '/v1/batch',
    shortPath: '/v1/b',
    summary: 'Send a batch of the messages above. 200 means that each is stored, or quarantined with a reason.',
  },
  segmentImport: { ...segmentBatch, path: '/v1/import', summary: 'The same, for historical messages.' },
} as const satisfies Record<string, Endpoint>;
