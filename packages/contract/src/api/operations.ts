import { z } from 'zod';
import type { Endpoint } from './endpoint.ts';
import { quarantineLimits, quarantineReasons } from './events.ts';
import { pageOf, pageQuery } from './pages.ts';

/** Events that were set aside while their source had no room left in quarantine: counted, their bytes dropped. */
export const quarantineOverflowSchema = z.object({
  source: z.string(),
  code: z.enum(quarantineReasons),
  reason: z.string().describe('The latest reason.'),
  dropped: z.int().describe('How many were dropped; repeats count again.'),
  firstAt: z.iso.datetime(),
  lastAt: z.iso.datetime(),
});

export type QuarantineOverflow = z.infer<typeof quarantineOverflowSchema>;

/** The state of the log's consumers and of the jobs. */
export const queueSchema = z.object({
  consumers: z.array(
    z.object({
      name: z.string(),
      lag: z.int().describe('Stored events of this shop that have not been processed yet.'),
      isEstimate: z.boolean().describe('There are more than were counted: `lag` is an estimate.'),
      lagSeconds: z.number().describe('Age of the oldest one, in seconds.'),
      bucketsLeased: z.int(),
      buckets: z.int(),
    }),
  ),
  jobs: z.object({ ready: z.int(), scheduled: z.int(), running: z.int(), dead: z.int(), doneLastDay: z.int() }),
  quarantined: z.int(),
  quarantineOverflow: z
    .array(quarantineOverflowSchema)
    .describe(
      `Beyond ${quarantineLimits.entriesPerSource} open entries or ${quarantineLimits.bytesPerSource} bytes of a source.`,
    ),
  deadJobs: z.array(
    z.object({
      id: z.string(),
      kind: z.string(),
      attempts: z.int(),
      lastError: z.string().nullable(),
      diedAt: z.iso.datetime(),
    }),
  ),
});

export type Queue = z.infer<typeof queueSchema>;

export const quarantinedEventSchema = z.object({
  id: z.string(),
  eventId: z.string().nullable(),
  source: z.string(),
  code: z.enum(quarantineReasons),
  reason: z.string(),
  raw: z.string().describe('The event as received, truncated to 8,000 characters.'),
  receivedAt: z.iso.datetime(),
});

export type QuarantinedEvent = z.infer<typeof quarantinedEventSchema>;
export const quarantinePageSchema = pageOf(quarantinedEventSchema);

export const replayResponseSchema = z.object({
  result: z.enum(['accepted', 'duplicate', 'quarantined']),
  reason: z.string().optional(),
});

/** The calls about consumers, jobs and the quarantine. */
export const operationEndpoints = {
  readQueue: {
    method: 'get',
    path: '/api/v1/queue',
    summary: 'Get consumer lag, job counts and failures.',
    access: 'operations.read',
    status: 200,
    response: queueSchema,
  },
  replayJob: {
    method: 'post',
    path: '/api/v1/queue/jobs/{id}/replay',
    summary: 'Retry a dead job.',
    access: 'operations.write',
    status: 200,
    response: z.object({ result: z.literal('ready') }),
  },
  listQuarantine: {
    method: 'get',
    path: '/api/v1/quarantine',
    summary: 'List quarantined events with the reason.',
    access: 'operations.read',
    query: z.strictObject(pageQuery),
    status: 200,
    response: quarantinePageSchema,
  },
  replayQuarantined: {
    method: 'post',
    path: '/api/v1/quarantine/{id}/replay',
    summary: 'Replay a quarantined event under the current rules.',
    access: 'operations.write',
    status: 200,
    response: replayResponseSchema,
    afterCrash: 'an event is stored once, so the repeat is answered with `not_found` when the first call stored it.',
  },
} as const satisfies Record<string, Endpoint>;
