import type { ConsentType, PropertyComparison, SegmentClause, SegmentFilter } from '@beckon/contract';
import { donePhrase } from '../events/event-phrases.ts';
import { formatMoney } from '../format/money.ts';
import { anyOf, comparisonPhrase, occurrencePhrase } from './comparison-words.ts';

/** What a filter names only by id, and the currency of its amounts. */
export type FilterNames = {
  segment: (id: string) => string;
  message: (id: string) => string;
  currency: string;
};

type FieldClause = Extract<SegmentClause, { kind: 'field' }>;

const fieldNames: Record<FieldClause['field'], string> = {
  userId: 'user id',
  email: 'email address',
  phone: 'phone number',
  firstName: 'first name',
  lastName: 'last name',
  language: 'language',
  timezone: 'time zone',
  orderCount: 'number of orders',
  lifetimeValue: 'total of orders',
  averageOrderValue: 'average order value',
  registeredAt: 'registration',
  createdAt: 'first contact with the shop',
  lastSeenAt: 'last visit',
  firstOrderAt: 'first order',
  lastOrderAt: 'last order',
  emailVerified: 'verified email address',
};

const consents: Record<ConsentType, string> = {
  email: 'email',
  sms: 'SMS',
  push: 'push',
  marketing: 'marketing',
  analytics: 'analytics',
};

type ClauseOf<K extends SegmentClause['kind']> = Extract<SegmentClause, { kind: K }>;
type Phrase<C> = (clause: C, isOpposite: boolean, names: FilterNames) => string;

const has = (isOpposite: boolean) => (isOpposite ? 'has not' : 'has');
const is = (isOpposite: boolean) => (isOpposite ? 'is not' : 'is');
const quoted = (values: readonly string[]) => anyOf(values.map((value) => `“${value}”`));

/** Each kind of clause as the end of "The contact…", or as a fact about the contact. */
const clauses: { [K in SegmentClause['kind']]: Phrase<ClauseOf<K>> } = {
  field: ({ field, comparison }, not, { currency }) => {
    const isMoney = field === 'lifetimeValue' || field === 'averageOrderValue';
    const money = (amount: unknown) => formatMoney({ amount: Number(amount), currency });
    return `${fieldNames[field]} ${comparisonPhrase(comparison as PropertyComparison, not, isMoney ? money : undefined)}`;
  },
  property: ({ property, comparison }, not) => `${property} ${comparisonPhrase(comparison, not)}`,
  event: ({ times, period, ...event }, not) => {
    const isNever = times !== undefined && times.count === 0 && times.operator !== 'at_least';
    if (isNever) return `${has(!not)} ${donePhrase(event)}${occurrencePhrase(undefined, period)}`;
    return `${has(not)} ${donePhrase(event)}${occurrencePhrase(times, period)}`;
  },
  product: ({ action, products, times, period }, not) =>
    `${has(not)} ${action} the product ${quoted(products)}${occurrencePhrase(times, period)}`,
  category: ({ action, categories, times, period }, not) =>
    `${has(not)} ${action} something in the category ${quoted(categories)}${occurrencePhrase(times, period)}`,
  consent: ({ type, state }, not) =>
    state === 'none'
      ? `consent to ${consents[type]} ${not ? 'is on record' : 'is not on record'}`
      : `consent to ${consents[type]} ${is(not)} ${state}`,
  suppression: (_, not) => `email address ${is(not)} suppressed`,
  waitlist: ({ products }, not) =>
    `${is(not)} on the waitlist for ${products === undefined ? 'any product' : `the product ${quoted(products)}`}`,
  segment: ({ segment }, not, names) => `${is(not)} in the segment ${names.segment(segment)}`,
  message: ({ action = 'received', message, times, period }, not, names) =>
    `${messageActions[action](not)} ${message === undefined ? 'any message' : `the message ${names.message(message)}`}${occurrencePhrase(times, period)}`,
};

const messageActions: Record<'received' | 'opened' | 'clicked', (not: boolean) => string> = {
  received: (not) => (not ? 'was not sent' : 'was sent'),
  opened: (not) => `${has(not)} opened`,
  clicked: (not) => `${has(not)} clicked a link in`,
};

/** One clause, or its opposite: `number of orders is more than 2`. */
export function clausePhrase(clause: SegmentClause, isOpposite: boolean, names: FilterNames): string {
  return (clauses[clause.kind] as Phrase<SegmentClause>)(clause, isOpposite, names);
}

/** A whole filter in one sentence; groups within groups are in brackets. */
export function filterPhrase(filter: SegmentFilter, names: FilterNames, isOpposite = false, isInner = false): string {
  switch (filter.kind) {
    case 'not':
      return filterPhrase(filter.filter, names, !isOpposite, isInner);
    case 'and':
    case 'or': {
      // Not "a and b" is "not a or not b".
      const word = (filter.kind === 'and') === !isOpposite ? ' and ' : ' or ';
      const text = filter.filters.map((each) => filterPhrase(each, names, isOpposite, true)).join(word);
      return isInner && filter.filters.length > 1 ? `(${text})` : text;
    }
    default:
      return clausePhrase(filter, isOpposite, names);
  }
}

/** `number of orders` as the beginning of a line. */
export const startingWithCapital = (text: string) => text.charAt(0).toUpperCase() + text.slice(1);
