import type { Calls } from '@beckon/client';
import type { Segment } from '@beckon/contract';
import { minorUnits } from '../../parts/format/money.ts';

/** What is asked of the contact list, as it stands in the address of the screen. */
export type ContactFilter = {
  search?: string;
  /** At least this many orders. */
  orders?: number;
  /** Lifetime value above this amount, in whole units of the shop's currency. */
  above?: number;
  segment?: Segment['id'];
};

const segmentId = /^(newsletter|seg_[0-9a-z]{26})$/;

/** Reads the address, which a person may have edited: what makes no sense is left out. */
export function readContactFilter(search: Record<string, unknown>): ContactFilter {
  const filter: ContactFilter = {};
  const text = typeof search.search === 'number' ? String(search.search) : search.search;
  if (typeof text === 'string' && text.trim() !== '') filter.search = text.slice(0, 200);
  const orders = amountOf(search.orders);
  if (orders !== undefined && orders >= 1) filter.orders = Math.floor(orders);
  const above = amountOf(search.above);
  if (above !== undefined) filter.above = above;
  if (typeof search.segment === 'string' && segmentId.test(search.segment)) filter.segment = search.segment;
  return filter;
}

function amountOf(value: unknown): number | undefined {
  const number = typeof value === 'string' && value.trim() !== '' ? Number(value) : value;
  return typeof number === 'number' && Number.isFinite(number) && number >= 0 && number < 1e10 ? number : undefined;
}

/** The filter in the words of the API. */
export function contactQuery(filter: ContactFilter, currency: string): Calls['listContacts']['query'] {
  return {
    search: filter.search?.trim(),
    segment: filter.segment,
    'orderCount.gte': filter.orders,
    'lifetimeValue.gt': filter.above === undefined ? undefined : minorUnits(filter.above, currency),
  };
}

export function isSameFilter(a: ContactFilter, b: ContactFilter): boolean {
  return a.search === b.search && a.orders === b.orders && a.above === b.above && a.segment === b.segment;
}

export function isFiltered(filter: ContactFilter): boolean {
  return Object.keys(filter).length > 0;
}
