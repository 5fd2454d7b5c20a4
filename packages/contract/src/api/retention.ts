import { z } from 'zod';
import type { Endpoint } from './endpoint.ts';

const days = (what: string, least = 1) => z.int().min(least).max(36_500).nullable().describe(`${what} Null: for ever.`);

/** For how many days a shop keeps what grows. */
export const retentionSettingsSchema = z.strictObject({
  jobsDays: days('Jobs that are done.'),
  quarantineDays: days('Quarantined events that were replayed or closed.'),
  visitorsDays: days('Visitors without a contact, after they were last seen.'),
  unconfirmedDays: days('Contacts that are nothing but a form that was never confirmed.'),
  eventsDays: days(
    'Behavior. Orders, profiles and consents of the log are always kept. 31 days at least: links and merges that are taken back are undone by what the log says.',
    31,
  ),
  deliveriesDays: days(
    'That a message was sent, or why it was not. What was sent is kept for 31 days at least, since the weekly cap and the pace of a contact go by it.',
  ),
  variablesDays: days('What was filled into a message.'),
});

export type RetentionSettings = z.infer<typeof retentionSettingsSchema>;

export const retentionRunSchema = z.object({
  kind: retentionSettingsSchema.keyof(),
  finishedAt: z.iso.datetime().nullable().describe('When all expired data had been removed.'),
  removedLastRun: z.int(),
  removedEver: z.int(),
  isOverdue: z.boolean().describe('No removal has completed for two days.'),
});

export type RetentionRun = z.infer<typeof retentionRunSchema>;

export const retentionSchema = z.object({ settings: retentionSettingsSchema, runs: z.array(retentionRunSchema) });

/** The calls about how long data is kept. */
export const retentionEndpoints = {
  readRetention: {
    method: 'get',
    path: '/api/v1/retention',
    summary: 'Get the retention periods and the result of the last removal.',
    access: 'settings.read',
    status: 200,
    response: retentionSchema,
  },
  putRetention: {
    method: 'put',
    path: '/api/v1/retention',
    summary: 'Set the retention periods. Older data is deleted within a day and cannot be restored.',
    access: 'settings.write',
    body: retentionSettingsSchema,
    status: 200,
    response: retentionSchema,
  },
} as const satisfies Record<string, Endpoint>;
