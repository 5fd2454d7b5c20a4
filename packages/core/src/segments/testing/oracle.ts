import {
  type DateComparison,
  isBlank,
  type PropertyComparison,
  type SegmentClause,
  type SegmentFilter,
  type SegmentPeriod,
  type SegmentTimes,
} from '@beckon/contract';
import { Temporal } from 'temporal-polyfill';
import { products, type World, type WorldContact } from './world.ts';

type Scalar = string | number | boolean;

/** Says in plain code which contacts match a filter; the compiled SQL is compared with it. */
export function matches(world: World, messageIds: readonly string[], contact: number, filter: SegmentFilter): boolean {
  const ask = (part: SegmentFilter): boolean => {
    if ('filter' in part) return !ask(part.filter);
    if (!('filters' in part)) return matchesClause(world, messageIds, contact, part);
    return part.kind === 'and' ? part.filters.every(ask) : part.filters.some(ask);
  };
  return ask(filter);
}

export const canBeMember = ({ mergedInto, isErased }: WorldContact) => mergedInto === null && !isErased;

function matchesClause(world: World, messageIds: readonly string[], index: number, clause: SegmentClause): boolean {
  const contact = world.contacts[index]!;
  const happened = (times: Date[], wanted: { times?: SegmentTimes | undefined; period?: SegmentPeriod | undefined }) =>
    isCount(
      times.filter((time) => isWithin(world, time, wanted.period)).length,
      wanted.times ?? { operator: 'at_least', count: 1 },
    );
  switch (clause.kind) {
    case 'field':
      return compare(world, fieldOf(contact, clause.field), clause.comparison);
    case 'property':
      return compare(world, contact.properties[clause.property], clause.comparison);
    case 'event': {
      const found = clause.event === 'placed_order' ? ordersOf(world, index) : eventsOf(world, index, clause.event);
      const isMeant = ({ properties }: Happened) =>
        (clause.conditions ?? []).every(({ property, comparison }) => compare(world, properties[property], comparison));
      return happened(
        found.filter(isMeant).map(({ at }) => at),
        clause,
      );
    }
    case 'product':
    case 'category': {
      const isMeant = (id: unknown) =>
        typeof id === 'string' &&
        (clause.kind === 'product' ? clause.products.includes(id) : clause.categories.includes(products[id] ?? ''));
      const found =
        clause.action === 'viewed'
          ? eventsOf(world, index, 'product_viewed').filter(({ properties }) => isMeant(properties.productId))
          : ordersOf(world, index).filter(({ products }) => products?.some(isMeant));
      return happened(
        found.map(({ at }) => at),
        clause,
      );
    }
    case 'message': {
      const isMeant = (number: number) => clause.message === undefined || messageIds[number] === clause.message;
      const sent = world.deliveries.filter(
        ({ contact, status, message }) => status === 'sent' && isMeant(message) && isSame(world, contact, index),
      );
      const times = sent.map(({ at, openedAt, clickedAt }) => {
        if (clause.action === 'opened') return openedAt;
        return clause.action === 'clicked' ? clickedAt : at;
      });
      return happened(
        times.filter((time) => time !== null),
        clause,
      );
    }
    case 'consent':
      return consentOf(world, index, clause.type) === clause.state;
    case 'suppression':
      return contact.isSuppressed;
    case 'waitlist':
      return world.waitlists.some(
        ({ contact, product, status }) =>
          contact === index &&
          (status === 'waiting' || status === 'notified') &&
          (clause.products === undefined || clause.products.includes(product)),
      );
    case 'segment':
      return consentOf(world, index, 'email') === 'granted' && consentOf(world, index, 'marketing') === 'granted';
  }
}

function consentOf({ consents, contacts }: World, index: number, wanted: string): string {
  const said = consents.filter(
    ({ contact, type, state }) =>
      type === wanted && (contact === index || (contacts[contact]!.mergedInto === index && state === 'revoked')),
  );
  return said.at(-1)?.state ?? 'none';
}

const isSame = ({ contacts }: World, other: number, index: number) =>
  other === index || contacts[other]!.mergedInto === index;

type Happened = { at: Date; properties: Record<string, unknown>; products?: string[] | null };

const ordersOf = ({ orders }: World, index: number): Happened[] =>
  orders
    .filter(({ contact }) => contact === index)
    .map(({ at, total, products }) => ({ at, products, properties: { total } }));

const eventsOf = (world: World, index: number, wanted: string): Happened[] =>
  world.events.filter(({ type, isBot, person, at }) => {
    if (type !== wanted || isBot) return false;
    if (person.kind === 'contact') return isSame(world, person.index, index);
    const links = world.visitors[person.index]!;
    // The first link also covers what the browser did before it.
    const link = links.findLast(({ since }) => since <= at) ?? links[0];
    return link !== undefined && !link.isUndone && isSame(world, link.contact, index);
  });

function isCount(count: number, { operator, count: wanted }: SegmentTimes): boolean {
  if (operator === 'at_least') return count >= wanted;
  return operator === 'at_most' ? count <= wanted : count === wanted;
}

function isWithin(world: World, time: Date, period: SegmentPeriod | undefined): boolean {
  if (period === undefined) return true;
  if (period.operator === 'within_last') return compareTime(world, time, period);
  return time >= startOf(world, period.from) && time <= lastOf(world, period.to);
}

function fieldOf(contact: WorldContact, field: Extract<SegmentClause, { kind: 'field' }>['field']): unknown {
  if (field === 'emailVerified') return contact.emailVerifiedAt !== null;
  if (field === 'averageOrderValue')
    return contact.orderCount === 0 ? null : Math.round(contact.lifetimeValue / contact.orderCount);
  return (contact as Record<string, unknown>)[field];
}

function compare(world: World, value: unknown, comparison: PropertyComparison | { operator: string }): boolean {
  const asked = comparison as PropertyComparison;
  switch (asked.operator) {
    case 'equals':
      return isEqual(value, asked.value);
    case 'not_equals':
      return !isEqual(value, asked.value);
    case 'in':
      return asked.values.some((one) => isEqual(value, one));
    case 'not_in':
      return !asked.values.some((one) => isEqual(value, one));
    case 'contains': {
      const sought = asked.value.toLowerCase();
      if (Array.isArray(value)) return value.some((item) => typeof item === 'string' && item.toLowerCase() === sought);
      return typeof value === 'string' && value.toLowerCase().includes(sought);
    }
    case 'starts_with':
      return typeof value === 'string' && value.toLowerCase().startsWith(asked.value.toLowerCase());
    case 'greater_than':
      return numberOf(value) !== null && numberOf(value)! > asked.value;
    case 'less_than':
      return numberOf(value) !== null && numberOf(value)! < asked.value;
    case 'between':
      return numberOf(value) !== null && numberOf(value)! >= asked.from && numberOf(value)! <= asked.to;
    case 'is_set':
      return asked.value !== (value === undefined || value === null || (typeof value === 'string' && isBlank(value)));
    default: {
      const time = value instanceof Date ? value : timeOf(world, value);
      return time !== null && compareTime(world, time, asked);
    }
  }
}

function isEqual(value: unknown, wanted: Scalar): boolean {
  return typeof wanted === 'number' ? numberOf(value) === wanted : value === wanted;
}

function numberOf(value: unknown): number | null {
  if (typeof value === 'number') return value;
  if (typeof value !== 'string' || !/^[+-]?\d{1,15}(\.\d{1,9})?$/.test(value)) return null;
  // JavaScript tells 0 from -0 in some comparisons; a filter does not.
  return Number(value) + 0;
}

function timeOf({ timezone }: World, value: unknown): Date | null {
  if (typeof value !== 'string' || !/^\d{4}-\d\d-\d\d/.test(value)) return null;
  try {
    if (/(Z|[+-]\d\d:?\d\d)$/.test(value.slice('YYYY-MM-DD'.length)))
      return new Date(Temporal.Instant.from(value).epochMilliseconds);
    return new Date(Temporal.PlainDateTime.from(value).toZonedDateTime(timezone).epochMilliseconds);
  } catch {
    return null;
  }
}

const isDay = (date: string) => /^\d{4}-\d\d-\d\d$/.test(date);

const dayAfter = (date: string) => Temporal.PlainDate.from(date).add({ days: 1 }).toString();

const startOf = (world: World, date: string) => timeOf(world, date)!;

/** The time itself, or the last millisecond of a day. */
const lastOf = (world: World, date: string) =>
  isDay(date) ? new Date(+startOf(world, dayAfter(date)) - 1) : startOf(world, date);

function compareTime(world: World, time: Date, comparison: Exclude<DateComparison, { operator: 'is_set' }>): boolean {
  const now = new Date(world.now);
  const local = (at: Date) =>
    Temporal.Instant.fromEpochMilliseconds(+at).toZonedDateTimeISO(world.timezone).toPlainDate();
  switch (comparison.operator) {
    case 'before':
      return time < startOf(world, comparison.value);
    case 'after':
      return time > lastOf(world, comparison.value);
    case 'is_today':
      return local(time).equals(local(now));
    case 'on_this_day': {
      const [day, today] = [local(time), local(now)];
      const isLeapDay = day.month === 2 && day.day === 29 && !today.inLeapYear;
      return day.month === today.month && (isLeapDay ? 28 : day.day) === today.day;
    }
    default: {
      const hours = { minutes: 1 / 60, hours: 1, days: 24, weeks: 168 }[comparison.unit] * comparison.amount;
      const elapsed = (+now - +time) / 3_600_000;
      return comparison.operator === 'within_last' ? elapsed >= 0 && elapsed < hours : elapsed >= hours;
    }
  }
}
