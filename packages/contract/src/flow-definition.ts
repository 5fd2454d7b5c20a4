import { z } from 'zod';
import { eventTypeSchema } from './events.ts';
import { roleSchema } from './permission-schemas.ts';
import {
  durationSchema as duration,
  durationShape,
  eventConditionSchema,
  isLongest,
  propertyName,
  segmentFilterLimits,
  segmentFilterSchema,
  tooLong,
} from './segment-filter.ts';
import { stepExperimentSchema } from './step-experiment.ts';

/** Limits of a flow's definition. */
export const flowLimits = {
  maxSteps: 100,
  /** Levels of branches within branches. */
  maxDepth: 6,
  /** Events of a trigger, an exit or a goal. */
  maxEvents: 10,
  /** Parts of a random split. */
  maxParts: 10,
  /** Properties that one step sets. */
  maxProperties: 20,
};

const clockTime = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/, 'a time such as 09:00');
const segmentId = z.string().regex(/^seg_[0-9a-z]{26}$/, 'the id of a segment');

/** An event of a type, whose properties meet all conditions. */
export const eventMatchSchema = z.strictObject({
  event: eventTypeSchema,
  conditions: z.array(eventConditionSchema).max(segmentFilterLimits.maxConditions).optional(),
});

export type EventMatch = z.output<typeof eventMatchSchema>;

const eventMatches = z.array(eventMatchSchema).max(flowLimits.maxEvents);

const triggerSchema = z.discriminatedUnion('kind', [
  z
    .strictObject({ kind: z.literal('event'), events: eventMatches.min(1) })
    .describe('One of the events happens. Orders, and types that only servers send, count from trusted sources alone.'),
  z
    .strictObject({
      kind: z.literal('segment'),
      segment: segmentId,
      change: z.enum(['entered', 'left']),
    })
    .describe(
      'The contact enters or leaves a segment of the shop’s own. For the newsletter: the event `newsletter_confirmed`.',
    ),
  z
    .strictObject({
      kind: z.literal('elapsed'),
      field: z.enum(['registeredAt', 'lastOrderAt']),
      after: duration,
    })
    .describe('So much time has passed since the date. An order starts the time anew.'),
  z
    .strictObject({
      kind: z.literal('anniversary'),
      property: propertyName.describe('A property of the contact that holds a date, such as `birthday`.'),
      daysBefore: z.int().min(0).max(60).default(0),
      at: clockTime.describe('In the time zone of the shop.'),
    })
    .describe('The day of the year on which the date falls, or some days before it.'),
  z
    .strictObject({ kind: z.literal('restock') })
    .describe(
      'A product for whose waitlist the contact has signed up is back in stock. Contacts enter in the order in which they signed up, as many at a time as there are pieces. The re-entry rule applies to each sign-up.',
    ),
  z
    .strictObject({
      kind: z.literal('price_drop'),
      percent: z.int().min(1).max(90).describe('By how much the price must fall at least.'),
      viewedWithin: duration.describe('The contact has viewed the product within this time and not bought it since.'),
    })
    .describe('The price of a product in the catalog falls.'),
  z.strictObject({ kind: z.literal('api') }).describe('A call adds the contact: `POST /api/v1/flows/{id}/runs`.'),
]);

export type FlowTrigger = z.output<typeof triggerSchema>;

const reentrySchema = z
  .strictObject({
    rule: z
      .enum(['once', 'always', 'after'])
      .describe(
        '`once`: a contact enters one time only. `always`: again as soon as the last run has ended. `after`: again when so much time has passed since the last entry.',
      ),
    after: duration.optional(),
    key: propertyName
      .optional()
      .describe(
        'A property of the triggering event, such as `orderId`. The rule then applies for each of its values, and a contact can be inside several times.',
      ),
  })
  .refine(({ rule, after }) => (rule === 'after') === (after !== undefined), {
    message: '`after` is given with the rule `after`, and only then',
    path: ['after'],
  });

const stepId = z
  .string()
  .regex(/^[a-z][a-z0-9_]{0,39}$/, 'lower case letters, digits and underscores')
  .describe('Unique within the flow. Runs and deliveries name it.');

const propertyValue = z.union([z.string().max(segmentFilterLimits.maxTextLength), z.number(), z.boolean(), z.null()]);

const simpleSteps = [
  z.strictObject({
    id: stepId,
    kind: z.literal('send'),
    message: z.string().min(1).max(100).describe('Key of the message, such as `welcome`.'),
    experiment: stepExperimentSchema.optional().describe('A test of variations of the message.'),
  }),
  z.strictObject({ id: stepId, kind: z.literal('wait'), ...durationShape }).refine(isLongest, tooLong),
  z
    .strictObject({
      id: stepId,
      kind: z.literal('wait_until'),
      from: clockTime,
      until: clockTime,
      weekdays: z.array(z.int().min(1).max(7)).min(1).max(7).optional().describe('1 is Monday. If omitted, any day.'),
    })
    .describe('Until the clock of the contact shows a time within the window.'),
  z.strictObject({
    id: stepId,
    kind: z.literal('update_contact'),
    properties: z
      .record(propertyName, propertyValue)
      .refine((properties) => {
        const count = Object.keys(properties).length;
        return count > 0 && count <= flowLimits.maxProperties;
      }, `1 to ${flowLimits.maxProperties} properties`)
      .describe('Null removes the property.'),
  }),
  z.strictObject({ id: stepId, kind: z.enum(['add_to_segment', 'remove_from_segment']), segment: segmentId }),
  z
    .strictObject({
      id: stepId,
      kind: z.literal('webhook'),
      url: z
        .url({ protocol: /^https?$/ })
        .max(2_000)
        .describe('Public and HTTPS, or an origin that the operator allows.'),
    })
    .describe('Posts the contact and what brought it here to a server, signed by Standard Webhooks.'),
  z
    .strictObject({
      id: stepId,
      kind: z.literal('notify_user'),
      role: roleSchema.describe('Every user of the shop with this role gets the mail.'),
      text: z.string().trim().min(1).max(200).describe('The subject of the mail, such as `A VIP has complained`.'),
    })
    .describe('Writes a mail to users of the shop, at most 30 an hour for each flow; the others follow later.'),
  z.strictObject({ id: stepId, kind: z.literal('exit') }),
] as const;

type SimpleStep = z.output<(typeof simpleSteps)[number]>;
/** One step of a flow. After the steps of a branch, the run goes on with the step that follows the branch. */
export type FlowStep =
  | SimpleStep
  | ({ id: string; kind: 'wait_for'; within: Duration; yes: FlowStep[]; no: FlowStep[] } & EventMatch)
  | { id: string; kind: 'branch'; filter: z.output<typeof segmentFilterSchema>; yes: FlowStep[]; no: FlowStep[] }
  | { id: string; kind: 'split'; parts: { weight: number; steps: FlowStep[] }[] };

export type Duration = z.output<typeof duration>;

const steps = z.array(z.lazy((): z.ZodType<FlowStep, FlowStep> => stepSchema));

const stepSchema: z.ZodType<FlowStep, FlowStep> = z
  .discriminatedUnion('kind', [
    ...simpleSteps,
    z
      .strictObject({
        id: stepId,
        kind: z.literal('wait_for'),
        ...eventMatchSchema.shape,
        within: duration,
        yes: steps.describe('If the event happens in time. It counts from the end of the last wait, or the entry.'),
        no: steps,
      })
      .describe('Until the contact causes an event.'),
    z.strictObject({
      id: stepId,
      kind: z.literal('branch'),
      filter: segmentFilterSchema,
      yes: steps,
      no: steps,
    }),
    z.strictObject({
      id: stepId,
      kind: z.literal('split'),
      parts: z
        .array(z.strictObject({ weight: z.int().min(1).max(1_000), steps }))
        .min(2)
        .max(flowLimits.maxParts)
        .describe('Each contact takes one part at random, by weight.'),
    }),
  ])
  .meta({ id: 'FlowStep' });

type Place = { steps: unknown; path: (string | number)[]; level: number };

/** Checks the size and the ids before the schema reads the tree: one that is too deep would exhaust the stack. */
function findTreeFault(given: unknown): { path: (string | number)[]; message: string } | null {
  const open: Place[] = [{ steps: given, path: [], level: 1 }];
  const ids = new Set<unknown>();
  let count = 0;
  for (let next = open.pop(); next; next = open.pop()) {
    const { steps: list, path, level } = next;
    if (!Array.isArray(list)) continue;
    if (list.length > 0 && level > flowLimits.maxDepth)
      return { path, message: `a flow has at most ${flowLimits.maxDepth} levels` };
    for (const [index, step] of list.entries()) {
      if (++count > flowLimits.maxSteps) return { path, message: `a flow has at most ${flowLimits.maxSteps} steps` };
      const { id, yes, no, parts } = (step ?? {}) as Record<string, unknown>;
      const at = [...path, index];
      if (typeof id === 'string' && ids.has(id)) return { path: [...at, 'id'], message: 'another step has this id' };
      ids.add(id);
      open.push(
        { steps: yes, path: [...at, 'yes'], level: level + 1 },
        { steps: no, path: [...at, 'no'], level: level + 1 },
      );
      if (!Array.isArray(parts)) continue;
      for (const [place, part] of parts.slice(0, flowLimits.maxParts + 1).entries())
        open.push({ steps: part?.steps, path: [...at, 'parts', place, 'steps'], level: level + 1 });
    }
  }
  return null;
}

const stepTree: z.ZodType<FlowStep[], FlowStep[]> = z.preprocess((given: FlowStep[], context) => {
  const fault = findTreeFault(given);
  if (fault) context.addIssue({ code: 'custom', ...fault });
  return fault ? [] : given;
}, steps);

/**
 * What a flow does: who enters, what happens to them, and what ends it early.
 * @example
 * flowDefinitionSchema.parse({
 *   version: 1,
 *   trigger: { kind: 'event', events: [{ event: 'cart_abandoned' }] },
 *   reentry: { rule: 'always' },
 *   steps: [{ id: 'reminder', kind: 'send', message: 'cart_recovery' }],
 * });
 */
export const flowDefinitionSchema = z.strictObject({
  version: z.literal(1),
  trigger: triggerSchema,
  audience: segmentFilterSchema.nullable().default(null).describe('Only contacts that match it enter.'),
  reentry: reentrySchema.default({ rule: 'once' }),
  exits: eventMatches
    .default([{ event: 'placed_order' }])
    .describe('Events that end a run at once. Checked again before each step.'),
  goal: eventMatchSchema.nullable().default(null).describe('An event that counts as success. It does not end a run.'),
  lateMessages: z
    .enum(['skip', 'send'])
    .default('skip')
    .describe('What becomes of a message whose time was more than 24 hours ago, such as after a pause.'),
  steps: stepTree,
});

export type FlowDefinition = z.output<typeof flowDefinitionSchema>;
/** As it is given: fields with a default may be omitted. */
export type GivenFlowDefinition = z.input<typeof flowDefinitionSchema>;
