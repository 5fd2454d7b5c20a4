import { type SegmentFilter, segmentFilterSchema } from '@beckon/contract';
import { describe, expect, it } from 'vitest';
import { type FilterNames, filterPhrase } from './filter-words.ts';

const names: FilterNames = { segment: (id) => `“${id}”`, message: (id) => `“${id}”`, currency: 'EUR' };
const seg = `seg_${'0'.repeat(26)}`;

/** The filter is one that the API takes. */
const said = (filter: SegmentFilter) => filterPhrase(segmentFilterSchema.parse(filter), names);
const opposite = (filter: SegmentFilter) => said({ kind: 'not', filter });

describe('a clause in words', () => {
  it('compares fields, and writes sums as money', () => {
    const orders = { kind: 'field', field: 'orderCount', comparison: { operator: 'greater_than', value: 2 } } as const;
    expect(said(orders)).toBe('number of orders is more than 2');
    expect(opposite(orders)).toBe('number of orders is not more than 2');
    expect(
      said({ kind: 'field', field: 'lifetimeValue', comparison: { operator: 'between', from: 10_000, to: 25_050 } }),
    ).toBe('total of orders is between €100.00 and €250.50');
  });

  it('says dates by the calendar and by what has passed', () => {
    const visit = (comparison: object) => ({ kind: 'field', field: 'lastSeenAt', comparison }) as SegmentFilter;
    expect(said(visit({ operator: 'within_last', amount: 180, unit: 'days' }))).toBe(
      'last visit is within the last 180 days',
    );
    expect(opposite(visit({ operator: 'within_last', amount: 1, unit: 'weeks' }))).toBe(
      'last visit is not within the last week',
    );
    expect(said(visit({ operator: 'before', value: '2027-02-10' }))).toMatch(/^last visit is before .*2027$/);
    expect(said(visit({ operator: 'on_this_day' }))).toBe('last visit falls on this day of the year');
  });

  it('has properties under the name that the shop gives them', () => {
    const tier = (comparison: object) => ({ kind: 'property', property: 'tier', comparison }) as SegmentFilter;
    expect(said(tier({ operator: 'in', values: ['gold', 3, true] }))).toBe('tier is “gold”, 3, or yes');
    expect(opposite(tier({ operator: 'not_in', values: ['gold'] }))).toBe('tier is “gold”');
    expect(said(tier({ operator: 'is_set', value: true }))).toBe('tier is known');
    expect(opposite(tier({ operator: 'is_set', value: true }))).toBe('tier is not known');
    expect(said(tier({ operator: 'is_set', value: false }))).toBe('tier is not known');
  });

  it('says what a contact has and has not done, how often and when', () => {
    const order = { kind: 'event', event: 'placed_order' } as const;
    expect(said(order)).toBe('has placed an order');
    expect(opposite(order)).toBe('has not placed an order');
    expect(said({ ...order, times: { operator: 'exactly', count: 0 } })).toBe('has not placed an order');
    expect(
      said({
        ...order,
        times: { operator: 'at_least', count: 2 },
        period: { operator: 'within_last', amount: 90, unit: 'days' },
      }),
    ).toBe('has placed an order at least 2 times within the last 90 days');
    expect(
      said({
        kind: 'event',
        event: 'quiz_finished',
        conditions: [{ property: 'score', comparison: { operator: 'greater_than', value: 5 } }],
      }),
    ).toBe('has had the event “quiz_finished” where score is more than 5');
  });

  it('knows products, categories, consent, suppression, waitlists, segments and messages', () => {
    expect(said({ kind: 'product', action: 'bought', products: ['mug', 'bowl'] })).toBe(
      'has bought the product “mug” or “bowl”',
    );
    expect(said({ kind: 'category', action: 'viewed', categories: ['Lamps'] })).toBe(
      'has viewed something in the category “Lamps”',
    );
    expect(said({ kind: 'consent', type: 'sms', state: 'granted' })).toBe('consent to SMS is granted');
    expect(said({ kind: 'consent', type: 'email', state: 'none' })).toBe('consent to email is not on record');
    expect(opposite({ kind: 'suppression', channel: 'email' })).toBe('email address is not suppressed');
    expect(said({ kind: 'waitlist' })).toBe('is on the waitlist for any product');
    expect(opposite({ kind: 'segment', segment: seg })).toBe(`is not in the segment “${seg}”`);
    expect(opposite({ kind: 'message' })).toBe('was not sent any message');
    const message = `msg_${'0'.repeat(26)}`;
    expect(said({ kind: 'message', action: 'clicked', message })).toBe(
      `has clicked a link in the message “${message}”`,
    );
    expect(opposite({ kind: 'message', action: 'opened' })).toBe('has not opened any message');
  });

  it('shortens a long list of values', () => {
    const products = Array.from({ length: 40 }, (_, index) => `p${index}`);
    expect(said({ kind: 'product', action: 'viewed', products })).toBe(
      'has viewed the product “p0”, “p1”, “p2”, “p3”, or 36 more',
    );
  });
});

describe('groups in words', () => {
  const a: SegmentFilter = { kind: 'consent', type: 'email', state: 'granted' };
  const b: SegmentFilter = { kind: 'suppression', channel: 'email' };
  const c: SegmentFilter = { kind: 'waitlist' };

  it('are joined, with brackets around groups within', () => {
    expect(said({ kind: 'and', filters: [a, { kind: 'or', filters: [b, c] }] })).toBe(
      'consent to email is granted and (email address is suppressed or is on the waitlist for any product)',
    );
  });

  it('say the opposite of each part where the group is negated', () => {
    expect(opposite({ kind: 'and', filters: [a, { kind: 'not', filter: b }] })).toBe(
      'consent to email is not granted or email address is suppressed',
    );
  });
});
