import { z } from 'zod';
import { quarantineLimits, quarantineReasons } from './collect.ts';
import { timelineEntrySchema } from './contacts.ts';
import { moneySchema } from './money.ts';
import { pageOf } from './pages.ts';

/** The totals of one tenant. Revenue counts trusted orders only, one entry per currency. */
export const statsSchema = z.object({
  contacts: z.int(),
  visitors: z.int().describe('Browsers seen by the tracker, without bots.'),
  events: z.int().describe('All of them, those of bots too.'),
  bots: z.object({ visitors: z.int(), events: z.int() }).describe('What was marked as coming from bots.'),
  orders: z.int(),
  zeroValueOrders: z.int().describe('Orders whose total is 0.'),
  revenue: z.array(moneySchema).describe('Minor units, one entry per currency.'),
  subscribers: z.int().describe('Contacts with granted e-mail consent.'),
  takenAt: z.iso
    .datetime()
    .describe('When it was counted: a large shop is counted every few minutes. Events are of now.'),
});

export type Stats = z.infer<typeof statsSchema>;

/** Orders and revenue per day, newest last. */
export const dailyStatsSchema = z.object({
  data: z.array(z.object({ day: z.iso.date(), orders: z.int(), revenue: moneySchema })),
});

/** One row of the live stream: an event and who it belongs to, as far as known. */
export const streamedEventSchema = timelineEntrySchema.extend({
  contactId: z.string().nullable(),
  contactName: z.string().nullable().describe('Name, address or user id of the contact; null for a visitor.'),
  anonymousId: z.string().nullable(),
  isBot: z.boolean(),
});

export type StreamedEvent = z.infer<typeof streamedEventSchema>;
export const eventPageSchema = pageOf(streamedEventSchema);

/** Events that were set aside while their source had no room left in quarantine: counted, their bytes dropped. */
export const quarantineOverflowSchema = z.object({
  source: z.string(),
  code: z.enum(quarantineReasons),
  reason: z.string().describe('Of the latest.'),
  dropped: z.int().describe('How often one came; a repeat counts again.'),
  firstAt: z.iso.datetime(),
  lastAt: z.iso.datetime(),
});

export type QuarantineOverflow = z.infer<typeof quarantineOverflowSchema>;

/** The state of the log's consumers and of the jobs. */
export const queueSchema = z.object({
  consumers: z.array(
    z.object({
      name: z.string(),
      lag: z.int().describe('Stored events of this shop that are not applied yet.'),
      isEstimate: z.boolean().describe('More wait than are counted: `lag` is an estimate.'),
      lagSeconds: z.number().describe('Age of the oldest of them, in seconds.'),
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
  raw: z.string().describe('The event as it came, cut at 8,000 characters.'),
  receivedAt: z.iso.datetime(),
});

export type QuarantinedEvent = z.infer<typeof quarantinedEventSchema>;
export const quarantinePageSchema = pageOf(quarantinedEventSchema);

export const replayResponseSchema = z.object({
  result: z.enum(['accepted', 'duplicate', 'quarantined']),
  reason: z.string().optional(),
});

/** A mail in the development mailbox. */
export const mailSchema = z.object({
  id: z.string(),
  from: z.string(),
  to: z.string(),
  subject: z.string(),
  receivedAt: z.iso.datetime(),
  html: z.string().nullable(),
  text: z.string().nullable(),
  headers: z.array(z.object({ name: z.string(), value: z.string() })),
});

export type Mail = z.infer<typeof mailSchema>;
export const mailboxSchema = z.object({ data: z.array(mailSchema) });
