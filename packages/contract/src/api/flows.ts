import { z } from 'zod';
import { flowDefinitionSchema } from '../flow-definition.ts';
import { contactSchema } from './contacts.ts';
import type { Endpoint } from './endpoint.ts';
import { flowDryRunRequestSchema, flowDryRunSchema } from './flow-dry-run.ts';
import { newRunSchema } from './new-run.ts';
import { pageOf, pageQuery, wholeListOf } from './pages.ts';

const name = z.string().trim().min(1).max(100);
const description = z.string().trim().max(1_000);
const time = z.iso.datetime();

export const flowStatusSchema = z
  .enum(['draft', 'live', 'paused', 'archived'])
  .describe('`draft`: never published. `paused`: no contact enters and nothing is sent until it is resumed.');

/** Days that the recent counts of a flow cover. */
export const recentDays = 30;

const runCountsSchema = z
  .object({ active: z.int(), finished: z.int(), exited: z.int(), failed: z.int(), reachedGoal: z.int() })
  .describe('Runs by their state. `exited`: left before the last step.');

/** A flow, as a list shows it. */
export const flowSchema = z.object({
  id: z.string().meta({ examples: ['flw_06d9r7zv7w7h3e1k5m2n4p6q8s'] }),
  key: z.string().nullable().describe('The flow of the library that it is; null for one of the shop’s own.'),
  name: z.string(),
  description: z.string(),
  status: flowStatusSchema,
  version: z.int().describe('Grows with each change.'),
  publishedVersion: z.int().nullable(),
  hasUnpublishedChanges: z.boolean(),
  trigger: flowDefinitionSchema.shape.trigger.describe(
    'What lets contacts enter; of the draft, if none was ever published.',
  ),
  runs: runCountsSchema,
  recent: z
    .object({ entered: z.int(), finished: z.int() })
    .describe(`Runs that began, and runs that took their last step, in the last ${recentDays} days.`),
  createdAt: time,
  updatedAt: time,
  liveSince: time.nullable(),
});

export type Flow = z.infer<typeof flowSchema>;

export const flowDetailSchema = flowSchema.extend({
  definition: flowDefinitionSchema.describe('The draft.'),
  published: flowDefinitionSchema.nullable().describe('What contacts that enter follow.'),
  unpublishedChanges: z
    .array(z.string())
    .describe('How the draft differs from what is published, in plain words.')
    .meta({ examples: [['step "reminder" added', 'exits changed']] }),
  waiting: z
    .array(z.object({ step: z.string(), runs: z.int() }))
    .describe('How many contacts stand at each step, of all versions.'),
});

export type FlowDetail = z.infer<typeof flowDetailSchema>;

export const newFlowSchema = z.strictObject({
  name,
  description: description.default(''),
  definition: flowDefinitionSchema,
});

export type NewFlow = z.infer<typeof newFlowSchema>;

export const flowChangesSchema = z.strictObject({
  version: z.int().describe('The version that the change is based on.'),
  name: name.optional(),
  description: description.optional(),
  definition: flowDefinitionSchema.optional(),
});

export type FlowChanges = z.infer<typeof flowChangesSchema>;

export const flowPublicationSchema = z.strictObject({
  version: z.int().describe('The version that is published.'),
  runs: z
    .enum(['keep', 'move'])
    .default('keep')
    .describe(
      '`keep`: contacts inside finish on the version that they entered. `move`: they go on with the new one, if it has the step at which they stand.',
    ),
  includeDays: z
    .int()
    .min(0)
    .max(3_660)
    .default(0)
    .describe('For triggers by time: contacts whose time came within the last days enter as well.'),
});

export type FlowPublication = z.infer<typeof flowPublicationSchema>;

const runStatusSchema = z.enum(['active', 'finished', 'exited', 'failed']);

/** One passage of a contact through a flow. */
export const runSchema = z.object({
  id: z.string().meta({ examples: ['run_06d9r7zv7w7h3e1k5m2n4p6q8s'] }),
  flowId: z.string(),
  flow: z.string().describe('The name of the flow.'),
  contactId: z.string(),
  version: z.int().describe('The published version that it follows.'),
  status: runStatusSchema,
  step: z.string().nullable().describe('Where it stands.'),
  dueAt: time.nullable().describe('When it goes on at the latest.'),
  enteredAt: time,
  endedAt: time.nullable(),
  endReason: z.string().nullable().describe('Why it ended, in plain words.'),
  goalAt: time.nullable().describe('When the contact reached the goal of the flow.'),
});

export type FlowRun = z.infer<typeof runSchema>;

export const listedRunSchema = runSchema.extend({
  contact: contactSchema
    .pick({ id: true, email: true, firstName: true, lastName: true, userId: true })
    .nullable()
    .describe('Null for a caller without the permission `contacts.read`, and for a contact that was erased.'),
});

export type ListedFlowRun = z.infer<typeof listedRunSchema>;

export const runDetailSchema = runSchema.extend({
  trigger: z
    .object({ kind: z.string(), at: time, event: z.string().optional(), eventId: z.string().optional() })
    .describe('What brought the contact in.'),
  steps: z
    .array(z.object({ step: z.string(), text: z.string().describe('What became of it.'), at: time }))
    .describe('What it has done, in order.'),
});

export type FlowRunDetail = z.infer<typeof runDetailSchema>;

/** Why a contact got what it got from a flow, or why it never entered. */
export const flowExplanationSchema = z.object({
  summary: z.string().meta({ examples: ['The contact entered on 2027-02-10 09:00 UTC and has left: placed_order.'] }),
  runs: z.array(
    runDetailSchema.extend({
      deliveries: z.array(
        z.object({ id: z.string(), message: z.string(), step: z.string(), status: z.string(), text: z.string() }),
      ),
    }),
  ),
  refusals: z
    .array(z.object({ text: z.string(), at: time }))
    .describe('When the contact could have entered and did not, and why; newest first.'),
});

export type FlowExplanation = z.infer<typeof flowExplanationSchema>;

/** The calls about flows. */
export const flowEndpoints = {
  listFlows: {
    method: 'get',
    path: '/api/v1/flows',
    summary: 'List the flows.',
    access: 'flows.read',
    query: z.strictObject({ state: z.enum(['current', 'archived']).optional().describe('`current` if omitted.') }),
    status: 200,
    response: wholeListOf(flowSchema),
  },
  createFlow: {
    method: 'post',
    path: '/api/v1/flows',
    summary: 'Create a flow, as a draft.',
    access: 'flows.write',
    body: newFlowSchema,
    status: 201,
    response: flowDetailSchema,
    problems: ['conflict'],
  },
  readFlow: {
    method: 'get',
    path: '/api/v1/flows/{id}',
    summary: 'Read a flow: its draft, what is published, and where contacts stand.',
    access: 'flows.read',
    status: 200,
    response: flowDetailSchema,
  },
  changeFlow: {
    method: 'patch',
    path: '/api/v1/flows/{id}',
    summary: 'Change the draft of a flow. A change that is based on an older version is refused.',
    access: 'flows.write',
    body: flowChangesSchema,
    status: 200,
    response: flowDetailSchema,
    problems: ['conflict'],
  },
  publishFlow: {
    method: 'post',
    path: '/api/v1/flows/{id}/publish',
    summary: 'Publish the draft: contacts enter it from now on.',
    access: 'flows.write',
    body: flowPublicationSchema,
    status: 200,
    response: flowDetailSchema,
    problems: ['conflict'],
  },
  dryRunFlow: {
    method: 'post',
    path: '/api/v1/flows/{id}/dry-run',
    summary:
      'Play a flow over the last days, without any effect: who would have entered, got what and when, been held back by what, and left.',
    access: 'flows.read',
    body: flowDryRunRequestSchema,
    status: 200,
    response: flowDryRunSchema,
    problems: ['conflict', 'filter_too_slow'],
    isRepeatable: true,
    withoutIdempotencyKey: 'It changes nothing.',
  },
  pauseFlow: {
    method: 'post',
    path: '/api/v1/flows/{id}/pause',
    summary: 'Pause a flow: no message of it begins to be sent after the answer.',
    access: 'flows.write',
    status: 200,
    response: flowDetailSchema,
    problems: ['conflict'],
    afterCrash: 'the repeat changes nothing, and is answered with `conflict` when the flow is paused already.',
  },
  resumeFlow: {
    method: 'post',
    path: '/api/v1/flows/{id}/resume',
    summary:
      'Let a paused flow go on. Messages that are more than 24 hours late are skipped, unless it sends late ones.',
    access: 'flows.write',
    status: 200,
    response: flowDetailSchema,
    problems: ['conflict'],
    afterCrash: 'the repeat changes nothing, and is answered with `conflict` when the flow is live already.',
  },
  archiveFlow: {
    method: 'post',
    path: '/api/v1/flows/{id}/archive',
    summary: 'End a flow for good: contacts inside leave, and what is not sent yet is not sent.',
    access: 'flows.write',
    status: 200,
    response: flowDetailSchema,
    problems: ['conflict'],
    afterCrash: 'the repeat changes nothing, and is answered with `conflict` when the flow is archived already.',
  },
  cloneFlow: {
    method: 'post',
    path: '/api/v1/flows/{id}/clone',
    summary: 'Copy the draft of a flow into a new one.',
    access: 'flows.write',
    body: z.strictObject({ name: name.optional() }),
    status: 201,
    response: flowDetailSchema,
    problems: ['conflict'],
  },
  listFlowRuns: {
    method: 'get',
    path: '/api/v1/flows/{id}/runs',
    summary: 'List the runs of a flow, newest first.',
    access: 'flows.read',
    query: z.object({ ...pageQuery, status: runStatusSchema.optional() }),
    status: 200,
    response: pageOf(listedRunSchema),
  },
  listContactRuns: {
    method: 'get',
    path: '/api/v1/contacts/{id}/runs',
    summary: 'List the runs of a contact in all flows, newest first.',
    access: 'flows.read',
    query: z.strictObject(pageQuery),
    status: 200,
    response: pageOf(runSchema),
  },
  startFlowRun: {
    method: 'post',
    path: '/api/v1/flows/{id}/runs',
    summary: 'Let a contact enter a live flow whose trigger is `api`.',
    access: 'flows.write',
    body: newRunSchema,
    status: 200,
    response: z.object({
      run: runSchema.nullable(),
      refused: z.string().nullable().describe('Why the contact did not enter.'),
    }),
    problems: ['conflict'],
  },
  readFlowRun: {
    method: 'get',
    path: '/api/v1/runs/{id}',
    summary: 'Read a run with what it has done.',
    access: 'flows.read',
    status: 200,
    response: runDetailSchema,
  },
  endFlowRun: {
    method: 'post',
    path: '/api/v1/runs/{id}/exit',
    summary: 'Take a contact out of a flow. What is not sent yet is not sent.',
    access: 'flows.write',
    status: 200,
    response: runDetailSchema,
    isRepeatable: true,
  },
  explainFlow: {
    method: 'get',
    path: '/api/v1/contacts/{id}/why',
    summary: 'Explain what a contact got from a flow, or why it never entered.',
    access: 'flows.read',
    query: z.strictObject({ flow: z.string().max(100).describe('Id of the flow.') }),
    status: 200,
    response: flowExplanationSchema,
  },
} as const satisfies Record<string, Endpoint>;
