import { z } from 'zod';
import { newRunSchema } from './new-run.ts';

const time = z.iso.datetime();

/** Limits of a dry run. */
export const flowDryRunLimits = {
  /** Contacts that are played: of more, the newest. */
  maxContacts: 1_000,
  /** Times at which contacts could have entered that are looked at. */
  maxOpenings: 50_000,
  /** Events of one contact that are played: of more, the oldest. */
  maxEvents: 5_000,
  /** Runs that are shown with their steps. */
  maxShown: 50,
  /** Entries that can be given. */
  maxEntries: 1_000,
};

const dryRunEntrySchema = z.strictObject({
  contactId: newRunSchema.shape.contact,
  at: z.iso.datetime({ offset: true }).describe('When the contact enters, within the days that are played.'),
  key: newRunSchema.shape.key,
});

/** A contact that enters a flow with the trigger `api` in a dry run. */
export type FlowDryRunEntry = z.infer<typeof dryRunEntrySchema>;

export const flowDryRunRequestSchema = z.strictObject({
  days: z.int().min(1).max(90).default(30).describe('How many of the last days are played.'),
  version: z.enum(['draft', 'published']).default('draft'),
  entries: z
    .array(dryRunEntrySchema)
    .min(1)
    .max(flowDryRunLimits.maxEntries)
    .optional()
    .describe(
      'Only for flows with the trigger `api`: who would be added when. If omitted, the calls are played that were made.',
    ),
});

export type FlowDryRunRequest = z.infer<typeof flowDryRunRequestSchema>;

const counted = z.array(z.object({ text: z.string(), count: z.int() }));

const playedMessageSchema = z.object({
  step: z.string(),
  message: z.string(),
  at: time.describe('When the step would have handed it over.'),
  outcome: z
    .enum(['sent', 'held_back', 'waiting'])
    .describe('`waiting`: at the end of the days that are played, it would still have been waiting.'),
  settledAt: time.nullable().describe('When it would have been sent or held back; null: it is waiting.'),
  text: z.string().nullable().describe('Why it is held back, or why it waits or had to wait.'),
});

/** What a flow would have done. */
export const flowDryRunSchema = z.object({
  from: time,
  until: time,
  contacts: z
    .object({ found: z.int(), played: z.int() })
    .describe('Contacts that the trigger may have let in. Of many, the 1,000 newest are played.'),
  entered: z.int().describe('How often contacts would have entered.'),
  inside: z.int().describe('Runs that would not have ended yet.'),
  ended: counted.describe('Why the others would have ended.'),
  refused: counted.describe('Why contacts would not have entered.'),
  messages: z
    .array(
      z.object({
        message: z.string(),
        count: z.int().describe('How many would have been handed over to be sent.'),
        sent: z.int().describe('How many of them the gate would have let through.'),
        waiting: z.int().describe('How many would still have been waiting at the end.'),
        heldBack: counted.describe('Why the others would not have been sent.'),
      }),
    )
    .describe('By the rules of the gate, at the time of each message.'),
  limits: z
    .array(z.string())
    .describe('What is assumed or not known, in plain words, such as that changes of the stock are kept since a day.'),
  runs: z
    .array(
      z.object({
        contactId: z.string(),
        enteredAt: time,
        step: z.string().nullable(),
        endedAt: time.nullable(),
        endReason: z.string().nullable(),
        steps: z.array(z.object({ step: z.string(), text: z.string(), at: time })),
        messages: z.array(playedMessageSchema),
      }),
    )
    .describe('Up to 50 of them, step by step.'),
});

export type FlowDryRun = z.infer<typeof flowDryRunSchema>;
