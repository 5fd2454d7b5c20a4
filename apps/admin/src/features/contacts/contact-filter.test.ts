import { describe, expect, it } from 'vitest';
import { contactQuery, isFiltered, readContactFilter } from './contact-filter.ts';

describe('the filter in the address', () => {
  it('is read from text and numbers alike', () => {
    expect(readContactFilter({ search: 'anna', orders: '5', above: 500 })).toEqual({
      search: 'anna',
      orders: 5,
      above: 500,
    });
  });

  it('keeps a search for a number, such as a user id', () => {
    expect(readContactFilter({ search: 42 })).toEqual({ search: '42' });
  });

  it('has the built-in segments and those of the shop’s own', () => {
    const own = `seg_${'0'.repeat(26)}`;
    for (const segment of ['newsletter', own]) expect(readContactFilter({ segment })).toEqual({ segment });
    for (const segment of ['seg_', 'vip', 3]) expect(readContactFilter({ segment })).toEqual({});
  });

  it('leaves out what makes no sense', () => {
    expect(readContactFilter({ search: '  ', orders: 'many', above: -1 })).toEqual({});
    expect(readContactFilter({ orders: Number.NaN, above: [], search: {} })).toEqual({});
    expect(readContactFilter({ orders: 0 })).toEqual({});
  });

  it('tells whether anything is asked', () => {
    expect(isFiltered(readContactFilter({}))).toBe(false);
    expect(isFiltered(readContactFilter({ above: 0 }))).toBe(true);
  });
});

describe('the question to the API', () => {
  it('is in minor units', () => {
    expect(contactQuery({ orders: 5, above: 500 }, 'USD')).toEqual({ 'orderCount.gte': 5, 'lifetimeValue.gt': 50_000 });
    expect(contactQuery({ above: 500 }, 'JPY')).toEqual({ 'lifetimeValue.gt': 500 });
  });

  it('is empty without a filter', () => {
    expect(contactQuery({}, 'USD')).toEqual({});
  });
});
