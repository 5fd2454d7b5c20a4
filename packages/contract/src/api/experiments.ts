import { z } from 'zod';
import {
  experimentMetricSchema,
  experimentOwnerSchema,
  experimentVariationSchema,
  variationKeySchema,
} from '../experiment-schemas.ts';
import { currencySchema } from '../money.ts';
import type { Endpoint } from './endpoint.ts';
import { pageOf, pageQuery } from './pages.ts';

const time = z.iso.datetime();
const intervalShape = { low: z.number(), high: z.number() };

/** What a variation came to. */
const resultShape = {
  value: z
    .number()
    .nullable()
    .describe('The metric: a rate from 0 to 1, or minor units of revenue per contact. Null: nothing to count yet.'),
  interval: z
    .object(intervalShape)
    .nullable()
    .describe('In which the true value lies. It may be read at any time. Null below 100 contacts.'),
  difference: z
    .object({
      ...{ value: z.number(), ...intervalShape },
      isShown: z.boolean().describe('The interval does not contain 0: the difference is unlikely to be chance.'),
    })
    .nullable()
    .describe('The value less that of the first variation. Null for the first one, and below 100 contacts of either.'),
};

const sampleRatioSchema = z
  .object({ probability: z.number(), isOff: z.boolean() })
  .describe(
    'How probable the division is by chance, by a chi-square test. Below 0.001 it is off: then the figures cannot be trusted.',
  );

const verdict = z.string().describe('What the figures say, in plain words.');
const rule = z.string().describe('How the intervals are to be read, and how the experiment is decided.');

/** An experiment, as a list shows it. */
export const experimentSchema = z.object({
  id: z.string().meta({ examples: ['exp_06d9r7zv7w7h3e1k5m2n4p6q8s'] }),
  owner: experimentOwnerSchema,
  metric: experimentMetricSchema,
  state: z.enum(['not_started', 'running', 'decided']),
  variations: z.array(experimentVariationSchema),
  windowDays: z.int().describe('Orders count that a contact places within so many days of its assignment.'),
  createdAt: time,
  startedAt: time.nullable(),
  decideAt: time.nullable().describe('When the rule decides. Null: only a user does, or it has not started.'),
  decidedAt: time.nullable(),
  decidedBy: z.enum(['rule', 'user']).nullable(),
  winner: z.string().nullable().describe('The key of the variation that other contacts get since the decision.'),
});

export type ListedExperiment = z.infer<typeof experimentSchema>;

export const experimentReportSchema = experimentSchema.extend({
  variations: z.array(
    experimentVariationSchema.extend({
      assigned: z.int(),
      delivered: z.int().describe('Contacts to whom it was delivered.'),
      opened: z.int(),
      clicked: z.int(),
      converted: z.int().describe('Contacts with an order within the window, whatever they opened or clicked.'),
      revenue: z.int().describe('Of these orders, in minor units of the shop’s currency.'),
      ...resultShape,
    }),
  ),
  currency: currencySchema,
  sampleRatio: sampleRatioSchema,
  decision: z
    .object({
      reason: z
        .enum(['highest', 'only_one', 'tie', 'too_few', 'by_hand'])
        .describe('`tie`, `too_few`: the experiment decided nothing, and the rule names the variation that is used.'),
      isShown: z.boolean().describe('The figures at the decision showed a difference that is unlikely to be chance.'),
      values: z.array(z.object({ key: z.string(), value: z.number().nullable() })).describe('The metric at that time.'),
    })
    .nullable(),
  verdict,
  rule,
  countedAt: time.describe('Large experiments are counted every few minutes.'),
});

export type ExperimentReport = z.infer<typeof experimentReportSchema>;

export const widgetExperimentSchema = z.object({
  formId: z.string(),
  widget: z.string(),
  variations: z.array(z.object({ key: z.string(), viewed: z.int(), succeeded: z.int(), ...resultShape })),
  sampleRatio: sampleRatioSchema,
  verdict,
  rule,
});

export type WidgetExperiment = z.infer<typeof widgetExperimentSchema>;

const holdoutGroupSchema = z.object({
  contacts: z.int(),
  converted: z.int().describe('Contacts with an order since the start.'),
  revenue: z.int().describe('Minor units.'),
  revenuePerContact: z.number().nullable().describe('Minor units.'),
});

export const holdoutReportSchema = z.object({
  percent: z
    .int()
    .describe('The share of contacts that get no marketing from campaigns and flows. 0: there is no holdout.'),
  since: time.nullable(),
  currency: currencySchema,
  groups: z
    .object({ contacted: holdoutGroupSchema, holdout: holdoutGroupSchema })
    .nullable()
    .describe('Contacts that ever decided about marketing. Null: there is no holdout, or it is not counted yet.'),
  lift: z
    .object({ value: z.number(), ...intervalShape, isShown: z.boolean() })
    .nullable()
    .describe(
      'Revenue per contact with marketing, less that without, in minor units. Null below 100 contacts of either.',
    ),
  sampleRatio: sampleRatioSchema.nullable(),
  verdict,
  rule,
  countedAt: time.nullable(),
});

export type HoldoutReport = z.infer<typeof holdoutReportSchema>;

/** The calls about experiments. */
export const experimentEndpoints = {
  listExperiments: {
    method: 'get',
    path: '/api/v1/experiments',
    summary: 'List the experiments of campaigns and flows, newest first.',
    access: 'flows.read',
    query: z.strictObject({
      ...pageQuery,
      flow: z.string().max(64).optional().describe('Only those of the flow with this id.'),
      campaign: z.string().max(64).optional().describe('Only those of the campaign with this id.'),
    }),
    status: 200,
    response: pageOf(experimentSchema),
  },
  reportWidgetExperiment: {
    method: 'get',
    path: '/api/v1/experiments/widget',
    summary: 'Compare the variations of a form by its views and successes.',
    access: 'flows.read',
    query: z.strictObject({
      form: z.string().min(1).max(100).describe('The id that the page gives the form.'),
      widget: z.string().min(1).max(100).default('newsletter'),
      days: z.coerce
        .number()
        .pipe(z.int().min(1).max(1_000))
        .optional()
        .describe('Up to today, in UTC. 30 if omitted.'),
    }),
    status: 200,
    response: widgetExperimentSchema,
    problems: ['not_found'],
  },
  reportExperiment: {
    method: 'get',
    path: '/api/v1/experiments/{id}',
    summary: 'Read an experiment with what came of each variation, and what may be concluded.',
    access: 'flows.read',
    status: 200,
    response: experimentReportSchema,
  },
  chooseWinner: {
    method: 'post',
    path: '/api/v1/experiments/{id}/winner',
    summary: 'Decide an experiment by hand: the variation goes to other contacts from now on.',
    access: 'flows.write',
    body: z.strictObject({ variation: variationKeySchema }),
    status: 200,
    response: experimentReportSchema,
    problems: ['conflict'],
  },
  reportHoldout: {
    method: 'get',
    path: '/api/v1/holdout',
    summary:
      'Compare the revenue of contacts with that of the holdout, which gets no marketing from campaigns and flows.',
    access: 'flows.read',
    status: 200,
    response: holdoutReportSchema,
  },
} as const satisfies Record<string, Endpoint>;
