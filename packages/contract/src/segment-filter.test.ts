import { expect, test } from 'vitest';
import { type SegmentFilter, segmentDefinitionSchema, segmentFilterLimits } from './index.ts';

const clause: SegmentFilter = { kind: 'field', field: 'email', comparison: { operator: 'is_set', value: true } };

/** Where a definition is refused, and why. */
const faultsOf = (filter: unknown, version: unknown = 1) =>
  segmentDefinitionSchema
    .safeParse({ version, filter })
    .error?.issues.map(({ path, message }) => `${path.join('.')}: ${message}`);

test('each clause is accepted', () => {
  const period = { operator: 'within_last', amount: 30, unit: 'days' };
  const accepted = [
    { kind: 'field', field: 'lastName', comparison: { operator: 'not_in', values: ['Smith'] } },
    { kind: 'field', field: 'lifetimeValue', comparison: { operator: 'between', from: 1, to: 1 } },
    { kind: 'field', field: 'lastOrderAt', comparison: { operator: 'more_than_ago', amount: 90, unit: 'days' } },
    { kind: 'field', field: 'createdAt', comparison: { operator: 'before', value: '2027-02-10T09:00:00+01:00' } },
    { kind: 'field', field: 'emailVerified', comparison: { operator: 'equals', value: false } },
    { kind: 'property', property: 'tier', comparison: { operator: 'in', values: ['gold', 3, true] } },
    { kind: 'property', property: 'birthday', comparison: { operator: 'on_this_day' } },
    { kind: 'event', event: 'product_viewed', times: { operator: 'exactly', count: 2 }, period },
    {
      kind: 'product',
      action: 'viewed',
      products: ['p1'],
      period: { operator: 'between', from: '2027-01-01', to: '2027-01-01' },
    },
    { kind: 'category', action: 'bought', categories: ['Shoes'] },
    { kind: 'consent', type: 'email', state: 'none' },
    { kind: 'suppression', channel: 'email' },
    { kind: 'waitlist' },
    { kind: 'segment', segment: 'newsletter' },
    { kind: 'message', period },
  ];
  expect(faultsOf({ kind: 'and', filters: accepted })).toBeUndefined();
});

test('a fault is named by its path', () => {
  const faults = faultsOf({
    kind: 'and',
    filters: [
      { kind: 'field', field: 'email', comparison: { operator: 'greater_than', value: 3 } },
      { kind: 'field', field: 'password', comparison: { operator: 'is_set', value: true } },
      { kind: 'not', filter: { kind: 'property', property: 'tier', comparison: { operator: 'equals', value: 'a\0' } } },
      { kind: 'property', property: 'tier', comparison: { operator: 'contains', value: ' \n' } },
      { kind: 'property', property: 'tier', comparison: { operator: 'between', from: 2, to: 1 } },
      { kind: 'field', field: 'createdAt', comparison: { operator: 'after', value: '2027-02-30' } },
      { kind: 'event', event: 'viewed', times: { operator: 'at_least', count: 0 } },
      { kind: 'event', event: 'viewed', period: { operator: 'within_last', amount: 600, unit: 'weeks' } },
      { kind: 'event', event: "x'; drop table contacts" },
      { kind: 'segment', segment: 'all' },
      { kind: 'sql', text: 'true' },
    ],
  });
  expect(faults?.map((fault) => fault.split(': ')[0])).toEqual([
    'filter.filters.0.comparison.operator',
    'filter.filters.1.field',
    'filter.filters.2.filter.comparison.value',
    'filter.filters.3.comparison.value',
    'filter.filters.4.comparison.to',
    'filter.filters.5.comparison.value',
    'filter.filters.6.times.count',
    'filter.filters.7.period.amount',
    'filter.filters.8.event',
    'filter.filters.9.segment',
    'filter.filters.10.kind',
  ]);
  expect(faultsOf(clause, 2)?.[0]).toMatch(/^version: /);
});

const nest = (levels: number): unknown => {
  let filter: unknown = clause;
  for (let level = 1; level < levels; level++) filter = { kind: 'not', filter };
  return filter;
};

test('a filter that is too deep or too large is refused where the limit is passed', () => {
  const { maxDepth, maxNodes } = segmentFilterLimits;
  expect(faultsOf(nest(maxDepth))).toBeUndefined();
  expect(faultsOf(nest(maxDepth + 1))).toEqual([
    `filter${'.filter'.repeat(maxDepth)}: a filter has at most ${maxDepth} levels`,
  ]);
  expect(faultsOf(nest(100_000))).toHaveLength(1);
  const group = (clauses: number) => ({ kind: 'or', filters: Array.from({ length: clauses }, () => clause) });
  expect(faultsOf(group(maxNodes - 1))).toBeUndefined();
  const message = `a filter has at most ${maxNodes} clauses and groups`;
  expect(faultsOf(group(maxNodes))).toEqual([`filter.filters.${maxNodes - 1}: ${message}`]);
  expect(faultsOf({ kind: 'and', filters: [group(60), group(60)] })).toEqual([
    `filter.filters.1.filters.37: ${message}`,
  ]);
  const values = Array.from({ length: segmentFilterLimits.maxValues + 1 }, (_, index) => `v${index}`);
  expect(faultsOf({ kind: 'property', property: 'tier', comparison: { operator: 'in', values } })?.[0]).toMatch(
    /^filter\.comparison\.values: /,
  );
});
