import { type SegmentFilter, segmentDefinitionSchema } from '@beckon/contract';
import fc from 'fast-check';
import { categories, consentTypes, days, eventTypes, minutes, numbers, products, texts } from './world.ts';

const { constantFrom, record, constant } = fc;
const text = constantFrom(...texts);
const number = constantFrom(...numbers);
const listOf = <T>(item: fc.Arbitrary<T>) => fc.array(item, { minLength: 1, maxLength: 3 });
const operator = <T extends string>(...names: T[]) => constantFrom(...names);

const isSet = record({ operator: operator('is_set'), value: fc.boolean() });
const duration = {
  amount: constantFrom(...minutes.filter((ago) => ago > 0)),
  unit: constant('minutes' as const),
};
const durations = fc.oneof(
  record(duration),
  record({ amount: constantFrom(1, 24, 48), unit: constant('hours' as const) }),
  record({ amount: constantFrom(1, 2, 7, 30), unit: constant('days' as const) }),
  record({ amount: constant(1), unit: constant('weeks' as const) }),
);
const date = fc.oneof(
  constantFrom(...days),
  constantFrom('2027-02-28T09:30:00Z', '2027-02-27T09:30:00+01:00', '2028-02-28T23:00:00-05:00', '2027-03-13'),
);

const dateComparison = fc.oneof(
  record({ operator: operator('before', 'after'), value: date }),
  fc.tuple(operator('within_last', 'more_than_ago'), durations).map(([name, span]) => ({ operator: name, ...span })),
  record({ operator: operator('on_this_day', 'is_today') }),
  isSet,
);
const textComparison = fc.oneof(
  record({ operator: operator('equals', 'not_equals', 'contains', 'starts_with'), value: text }),
  record({ operator: operator('in', 'not_in'), values: listOf(text) }),
  isSet,
);
const between = fc
  .tuple(number, number)
  .map(([a, b]) => ({ operator: 'between' as const, from: Math.min(a, b), to: Math.max(a, b) }));
const numberComparison = fc.oneof(
  record({ operator: operator('equals', 'not_equals', 'greater_than', 'less_than'), value: number }),
  record({ operator: operator('in', 'not_in'), values: listOf(number) }),
  between,
  isSet,
);
const scalar = fc.oneof(text, number, fc.boolean());
const propertyComparison = fc.oneof(
  record({ operator: operator('equals', 'not_equals'), value: scalar }),
  record({ operator: operator('contains', 'starts_with'), value: text }),
  record({ operator: operator('greater_than', 'less_than'), value: number }),
  record({ operator: operator('in', 'not_in'), values: listOf(scalar) }),
  between,
  dateComparison,
);

const period = fc.oneof(
  constant(undefined),
  durations.map((span) => ({ operator: 'within_last', ...span })),
  fc
    .tuple(date, date)
    .map((dates) => dates.toSorted((a, b) => Date.parse(a) - Date.parse(b)))
    .map(([from, to]) => ({ operator: 'between', from, to })),
);
const times = fc.oneof(
  constant(undefined),
  record({ operator: operator('at_least'), count: constantFrom(1, 2) }),
  record({ operator: operator('at_most', 'exactly'), count: constantFrom(0, 1, 2) }),
);
const name = constantFrom('tier', 'day');
const action = operator('viewed', 'bought');

const clause = (messageIds: readonly string[]) =>
  fc.oneof(
    record({
      kind: constant('field'),
      field: constantFrom('firstName', 'language', 'email'),
      comparison: textComparison,
    }),
    record({
      kind: constant('field'),
      field: constantFrom('orderCount', 'lifetimeValue', 'averageOrderValue'),
      comparison: numberComparison,
    }),
    record({
      kind: constant('field'),
      field: constantFrom('createdAt', 'lastOrderAt', 'registeredAt'),
      comparison: dateComparison,
    }),
    record({
      kind: constant('field'),
      field: constant('emailVerified'),
      comparison: record({ operator: constant('equals'), value: fc.boolean() }),
    }),
    { weight: 4, arbitrary: record({ kind: constant('property'), property: name, comparison: propertyComparison }) },
    {
      weight: 3,
      arbitrary: record({
        kind: constant('event'),
        event: constantFrom(...eventTypes),
        conditions: fc.array(record({ property: name, comparison: propertyComparison }), { maxLength: 1 }),
        times,
        period,
      }),
    },
    record({
      kind: constant('product'),
      action,
      products: listOf(constantFrom(...Object.keys(products))),
      times,
      period,
    }),
    record({ kind: constant('category'), action, categories: listOf(constantFrom(...categories)), times, period }),
    record({
      kind: constant('consent'),
      type: constantFrom(...consentTypes),
      state: constantFrom('requested', 'granted', 'revoked', 'none'),
    }),
    record({ kind: constant('suppression'), channel: constant('email') }),
    record({ kind: constant('waitlist'), products: fc.option(listOf(constantFrom('p1', 'p2')), { nil: undefined }) }),
    record({ kind: constant('segment'), segment: constant('newsletter') }),
    {
      weight: 2,
      arbitrary: record({
        kind: constant('message'),
        action: constantFrom(undefined, 'received', 'opened', 'clicked'),
        message: constantFrom(undefined, ...messageIds),
        times,
        period,
      }),
    },
  );

/** Any filter of a few clauses; each is one that the contract accepts. */
export function anyFilter(messageIds: readonly string[]): fc.Arbitrary<SegmentFilter> {
  const { tree } = fc.letrec<{ tree: object }>((tie) => ({
    tree: fc.oneof(
      { maxDepth: 3, depthIdentifier: 'filter' },
      { weight: 3, arbitrary: clause(messageIds) },
      {
        weight: 3,
        arbitrary: record({
          kind: operator('and', 'or'),
          filters: fc.array(tie('tree'), { minLength: 1, maxLength: 3 }),
        }),
      },
      { weight: 1, arbitrary: record({ kind: constant('not'), filter: tie('tree') }) },
    ),
  }));
  return tree.map((filter) => segmentDefinitionSchema.parse({ version: 1, filter }).filter);
}
