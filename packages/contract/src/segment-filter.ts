import { z } from 'zod';
import { consentTypeSchema } from './api/consent.ts';
import { eventTypeSchema } from './events.ts';
import { timeSchema } from './time.ts';

/** Limits of a segment's definition. */
export const segmentFilterLimits = {
  /** Levels of `and`, `or`, `not` and clauses. */
  maxDepth: 8,
  /** Clauses, and groups of them. */
  maxNodes: 100,
  /** Values of `in` and `not_in`, products and categories of a clause. */
  maxValues: 1_000,
  maxTextLength: 1_000,
  /** Conditions on the properties of an event. */
  maxConditions: 10,
  maxDays: 3_660,
};

/**
 * Whether a text counts as no value: it is empty, or has only spaces, tabs, line breaks and no-break spaces.
 * @example isBlank(' \u00a0'); // true
 */
export const isBlank = (text: string) => /^[ \t\n\r\u00a0]*$/.test(text);

const textValue = z
  .string()
  .max(segmentFilterLimits.maxTextLength)
  .refine((text) => !isBlank(text), 'a blank text is no value: use is_set')
  .refine((text) => text.isWellFormed() && !text.includes('\0'), 'a text that can be stored');
const listOf = <T extends z.ZodType>(item: T) => z.array(item).min(1).max(segmentFilterLimits.maxValues);

const isDate = (text: string) =>
  /^(19|2\d)/.test(text) && (z.iso.date().safeParse(text).success || timeSchema.safeParse(text).success);

/** A day of the shop's time zone, or a time with zone. */
const dateValue = z
  .string()
  .refine(isDate, 'a date such as 2027-02-10, or a time with zone such as 2027-02-10T09:00:00Z');

const hoursPerUnit = { minutes: 1 / 60, hours: 1, days: 24, weeks: 7 * 24 };
export const durationShape = {
  amount: z.int().min(1),
  unit: z.enum(['minutes', 'hours', 'days', 'weeks']).describe('A day is 24 hours.'),
};
/** Whether a duration is within `maxDays`. */
export const isLongest = ({ amount, unit }: { amount: number; unit: keyof typeof hoursPerUnit }) =>
  amount * hoursPerUnit[unit] <= segmentFilterLimits.maxDays * 24;
export const tooLong = { message: `at most ${segmentFilterLimits.maxDays} days`, path: ['amount'] };

/** An amount of time, at most as long as filters look back. */
export const durationSchema = z.strictObject(durationShape).refine(isLongest, tooLong);

const isSet = z.strictObject({ operator: z.literal('is_set'), value: z.boolean() });
const notReversed = { message: 'from is not greater than to', path: ['to'] };
const numberBetween = z
  .strictObject({ operator: z.literal('between'), from: z.number(), to: z.number() })
  .refine(({ from, to }) => from <= to, notReversed);

const dateComparisons = [
  z.strictObject({ operator: z.enum(['before', 'after']), value: dateValue }),
  z.strictObject({ operator: z.enum(['within_last', 'more_than_ago']), ...durationShape }).refine(isLongest, tooLong),
  z.strictObject({ operator: z.enum(['on_this_day', 'is_today']) }),
] as const;

const textComparisonSchema = z.discriminatedUnion('operator', [
  z.strictObject({ operator: z.enum(['equals', 'not_equals', 'contains', 'starts_with']), value: textValue }),
  z.strictObject({ operator: z.enum(['in', 'not_in']), values: listOf(textValue) }),
  isSet,
]);

const numberComparisonSchema = z.discriminatedUnion('operator', [
  z.strictObject({
    operator: z.enum(['equals', 'not_equals', 'greater_than', 'less_than']),
    value: z.number(),
  }),
  numberBetween,
  z.strictObject({ operator: z.enum(['in', 'not_in']), values: listOf(z.number()) }),
  isSet,
]);

const dateComparisonSchema = z.discriminatedUnion('operator', [...dateComparisons, isSet]);

const scalar = z.union([textValue, z.number(), z.boolean()]);

/** For a property of a contact or event, of which only its value tells the type. */
const propertyComparisonSchema = z.discriminatedUnion('operator', [
  z.strictObject({ operator: z.enum(['equals', 'not_equals']), value: scalar }),
  z.strictObject({ operator: z.enum(['contains', 'starts_with']), value: textValue }),
  z.strictObject({ operator: z.enum(['greater_than', 'less_than']), value: z.number() }),
  numberBetween,
  z.strictObject({ operator: z.enum(['in', 'not_in']), values: listOf(scalar) }),
  ...dateComparisons,
  isSet,
]);

const flagComparisonSchema = z.strictObject({ operator: z.literal('equals'), value: z.boolean() });

/** Fields of a contact that a filter can use, by the type of their values. Amounts are in minor units. */
export const segmentFields = {
  text: ['userId', 'email', 'phone', 'firstName', 'lastName', 'language', 'timezone'],
  number: ['orderCount', 'lifetimeValue', 'averageOrderValue'],
  date: ['registeredAt', 'createdAt', 'lastSeenAt', 'firstOrderAt', 'lastOrderAt'],
  flag: ['emailVerified'],
} as const;

const field = z.literal('field');
const fieldClauseSchema = z.discriminatedUnion('field', [
  z.strictObject({ kind: field, field: z.enum(segmentFields.text), comparison: textComparisonSchema }),
  z.strictObject({ kind: field, field: z.enum(segmentFields.number), comparison: numberComparisonSchema }),
  z.strictObject({ kind: field, field: z.enum(segmentFields.date), comparison: dateComparisonSchema }),
  z.strictObject({ kind: field, field: z.enum(segmentFields.flag), comparison: flagComparisonSchema }),
]);

/** Name of a property as the shop sends it. */
export const propertyName = z
  .string()
  .min(1)
  .max(200)
  .refine((name) => name.isWellFormed() && !name.includes('\0'), 'a name that can be stored');

const propertyClauseSchema = z.strictObject({
  kind: z.literal('property'),
  property: propertyName,
  comparison: propertyComparisonSchema,
});

/** How often something happened. */
const timesSchema = z
  .strictObject({ operator: z.enum(['at_least', 'at_most', 'exactly']), count: z.int().min(0).max(1_000_000) })
  .refine(({ operator, count }) => operator !== 'at_least' || count > 0, {
    message: 'at least 0 times is always true',
    path: ['count'],
  });

/** When it happened. A day of `to` is included. */
const periodSchema = z.discriminatedUnion('operator', [
  z.strictObject({ operator: z.literal('within_last'), ...durationShape }).refine(isLongest, tooLong),
  z
    .strictObject({ operator: z.literal('between'), from: dateValue, to: dateValue })
    .refine(({ from, to }) => Date.parse(from) <= Date.parse(to), notReversed),
]);

const productId = textValue.max(200);

const occurrence = {
  times: timesSchema.optional().describe('If omitted, at least once.'),
  period: periodSchema.optional().describe('If omitted, ever.'),
};

export const eventConditionSchema = z.strictObject({ property: propertyName, comparison: propertyComparisonSchema });

const eventClauseSchema = z.strictObject({
  kind: z.literal('event'),
  event: eventTypeSchema,
  conditions: z.array(eventConditionSchema).max(segmentFilterLimits.maxConditions).optional(),
  ...occurrence,
});

const action = z.enum(['viewed', 'bought']);
const productClauseSchema = z.strictObject({
  kind: z.literal('product'),
  action,
  products: listOf(productId),
  ...occurrence,
});
const categoryClauseSchema = z.strictObject({
  kind: z.literal('category'),
  action,
  categories: listOf(textValue).describe('As in the catalog.'),
  ...occurrence,
});

const consentClauseSchema = z.strictObject({
  kind: z.literal('consent'),
  type: consentTypeSchema,
  state: z.enum(['requested', 'granted', 'revoked', 'none']),
});

const suppressionClauseSchema = z.strictObject({
  kind: z.literal('suppression'),
  channel: z.enum(['email']).describe('The address of the contact in this channel is suppressed.'),
});

const waitlistClauseSchema = z.strictObject({
  kind: z.literal('waitlist'),
  products: listOf(productId).optional().describe('If omitted, any product.'),
});

const segmentClauseSchema = z.strictObject({
  kind: z.literal('segment'),
  segment: z
    .string()
    .regex(/^(newsletter|seg_[0-9a-z]{26})$/, 'the id of a segment')
    .describe('Id of another segment.'),
});

const messageClauseSchema = z.strictObject({
  kind: z.literal('message'),
  action: z
    .enum(['received', 'opened', 'clicked'])
    .optional()
    .describe(
      'If omitted, `received`. Of opens and clicks only those of people count, for each message the first; a click counts as an open.',
    ),
  message: z
    .string()
    .regex(/^msg_[0-9a-z]{26}$/, 'the id of a message')
    .optional()
    .describe('Id of the message. If omitted, any message.'),
  ...occurrence,
});

const clauses = [
  fieldClauseSchema,
  propertyClauseSchema,
  eventClauseSchema,
  productClauseSchema,
  categoryClauseSchema,
  consentClauseSchema,
  suppressionClauseSchema,
  waitlistClauseSchema,
  segmentClauseSchema,
  messageClauseSchema,
] as const;

export type SegmentClause = z.output<(typeof clauses)[number]>;
export type SegmentFilter =
  | { kind: 'and' | 'or'; filters: SegmentFilter[] }
  | { kind: 'not'; filter: SegmentFilter }
  | SegmentClause;

const nodeSchema: z.ZodType<SegmentFilter, SegmentFilter> = z
  .discriminatedUnion('kind', [
    z.strictObject({ kind: z.enum(['and', 'or']), filters: z.array(z.lazy(() => nodeSchema)).min(1) }),
    z.strictObject({ kind: z.literal('not'), filter: z.lazy(() => nodeSchema) }),
    ...clauses,
  ])
  .meta({ id: 'SegmentFilter' });

/** Checks the size before the schema reads the tree: a tree that is too deep would exhaust the stack. */
export const segmentFilterSchema: z.ZodType<SegmentFilter, SegmentFilter> = z.preprocess(
  (filter: SegmentFilter, context) => {
    const fault = findSizeFault(filter);
    if (fault) context.addIssue({ code: 'custom', ...fault });
    return filter;
  },
  nodeSchema,
);

type Path = (string | number)[];

function findSizeFault(filter: unknown): { path: Path; message: string } | null {
  const open: { node: unknown; path: Path }[] = [{ node: filter, path: [] }];
  for (let nodes = 1; open.length > 0; nodes++) {
    const { node, path } = open.pop()!;
    if (nodes > segmentFilterLimits.maxNodes)
      return { path, message: `a filter has at most ${segmentFilterLimits.maxNodes} clauses and groups` };
    const children = childrenOf(node, path);
    const level = path.filter((part) => part === 'filter' || part === 'filters').length + 1;
    if (children.length > 0 && level === segmentFilterLimits.maxDepth)
      return { path: children[0]!.path, message: `a filter has at most ${segmentFilterLimits.maxDepth} levels` };
    open.push(...children.reverse());
  }
  return null;
}

function childrenOf(node: unknown, path: Path): { node: unknown; path: Path }[] {
  const { filter, filters } = (node ?? {}) as { filter?: unknown; filters?: unknown };
  // More than the maximum is refused whatever follows.
  if (Array.isArray(filters))
    return filters
      .slice(0, segmentFilterLimits.maxNodes + 1)
      .map((child, index) => ({ node: child, path: [...path, 'filters', index] }));
  return filter === undefined ? [] : [{ node: filter, path: [...path, 'filter'] }];
}

/**
 * Which contacts are in a segment. A contact without a value never equals, contains or is in anything; so `not_equals`,
 * `not_in` and `not` include it. `contains` and `starts_with` ignore case, other comparisons of texts do not.
 * @example
 * segmentDefinitionSchema.parse({
 *   version: 1,
 *   filter: { kind: 'field', field: 'orderCount', comparison: { operator: 'greater_than', value: 2 } },
 * });
 */
export const segmentDefinitionSchema = z.strictObject({ version: z.literal(1), filter: segmentFilterSchema });

export type SegmentDefinition = z.output<typeof segmentDefinitionSchema>;
/** How a text, a number or a date is compared. */
export type TextComparison = z.output<typeof textComparisonSchema>;
export type NumberComparison = z.output<typeof numberComparisonSchema>;
export type DateComparison = z.output<typeof dateComparisonSchema>;
export type PropertyComparison = z.output<typeof propertyComparisonSchema>;
/** When and how often something happened. */
export type SegmentPeriod = z.output<typeof periodSchema>;
export type SegmentTimes = z.output<typeof timesSchema>;
