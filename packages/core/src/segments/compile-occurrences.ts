import type { SegmentClause, SegmentPeriod, SegmentTimes } from '@beckon/contract';
import { personIdsOf, personPeriodsOf } from '../contacts/index.ts';
import { sql } from '../db/index.ts';
import type { Id } from '../lib/index.ts';
import type { Statement } from '../ports/index.ts';
import { agoOf, compareNumber, compareProperty, endOf, isDay, type Moment, startOf } from './compile-comparison.ts';

type ClauseOf<K extends SegmentClause['kind']> = Extract<SegmentClause, { kind: K }>;

/** What the compiler of a clause knows: the tenant, the time, and for how many contacts it is evaluated. */
export type ClauseContext = Moment & {
  tenantId: Id<'ten'>;
  /**
   * `all`: for all contacts of the tenant; what happened is read once, as a set. `few`: for some contacts; what happened is
   * looked up for each of them.
   */
  form: 'all' | 'few';
  /** What happened later is not known yet; if omitted, everything is known. */
  knownUntil?: Date | undefined;
  /** The numbers of the shop's types of events. */
  eventTypes: ReadonlyMap<string, number>;
};

/** How something that happened is found: for all contacts as one column of contact ids, or for the row `c` of contacts. */
type Occurrences = { all: Statement; few: Statement };

/** A clause about how often something happened. */
export type OccurrenceClause = Extract<SegmentClause, { kind: 'event' | 'product' | 'category' | 'message' }>;

export function compileOccurrences(clause: OccurrenceClause, context: ClauseContext): Statement {
  return compareTimes(findOccurrences(clause, context), clause.times, context);
}

/** How often it happened for the row `c` of contacts. */
export function countOccurrences(clause: OccurrenceClause, context: ClauseContext): Statement {
  return countFew(findOccurrences(clause, context));
}

function findOccurrences(clause: OccurrenceClause, context: ClauseContext): Occurrences {
  if (clause.kind === 'message') return findMessages(clause, context);
  const event = eventOf(clause, context);
  if (event) return findEvents(event.matches, context);
  const which = clause.kind === 'event' ? ofOrder(clause, context) : hasItem(clause, context);
  return findOrders(which, clause.period, context);
}

/** For a clause about events of the timeline: their type, and the condition on the row `t`. Null for orders and messages. */
function eventOf(clause: OccurrenceClause, context: ClauseContext): { typeId: number; matches: Statement } | null {
  if (clause.kind === 'message' || (clause.kind === 'event' && clause.event === 'placed_order')) return null;
  if (clause.kind !== 'event' && clause.action !== 'viewed') return null;
  const type = clause.kind === 'event' ? clause.event : 'product_viewed';
  const which =
    clause.kind === 'event'
      ? ofEvent(sql`t.seq`, clause.conditions ?? [], context)
      : sql`and t.product_id in ${productsOf(clause, context)}`;
  // No event has the number of a type that the shop has never sent.
  const typeId = context.eventTypes.get(type) ?? 0;
  const matches = sql`t.type_id = ${typeId}::int ${within(sql`t.occurred_at`, clause.period, context)} ${which}`;
  return { typeId, matches };
}

/** The conditions on an order, after `and`. */
function ofOrder({ conditions = [] }: ClauseOf<'event'>, context: ClauseContext): Statement {
  const kept = conditions.flatMap((condition) => compareTotal(condition) ?? []);
  const others = conditions.filter((condition) => !compareTotal(condition));
  return sql.join([...kept.map(also), ofEvent(sql`o.seq`, others, context)], ' ');
}

type EventCondition = NonNullable<ClauseOf<'event'>['conditions']>[number];

/** The condition that an event meets conditions, after `and`: the only part that needs the log. */
function ofEvent(seq: Statement, conditions: readonly EventCondition[], context: ClauseContext): Statement {
  if (conditions.length === 0) return sql``;
  const compared = conditions.map(({ property, comparison }) =>
    compareProperty(sql`(e.properties -> ${property}::text)`, comparison, context),
  );
  return sql`and exists (select from events e where e.seq = ${seq} and ${sql.join(compared, ' and ')})`;
}

/** The total of an order is a column: it is compared without the log. Null for other conditions. */
function compareTotal({ property, comparison }: EventCondition): Statement | null {
  if (property !== 'total') return null;
  const { operator } = comparison;
  const isAmount = operator === 'greater_than' || operator === 'less_than' || operator === 'between';
  return isAmount ? compareNumber(sql`o.total`, comparison) : null;
}

/** The condition that one of the products was ordered, after `and`. */
const hasItem = (clause: ClauseOf<'product' | 'category'>, context: ClauseContext): Statement => sql`and exists (
  select from events e cross join jsonb_array_elements(
    case jsonb_typeof(e.properties -> 'items') when 'array' then e.properties -> 'items' else '[]' end) as item
  where e.seq = o.seq and item ->> 'productId' in ${productsOf(clause, context)})`;

/** The ids of products, in parentheses. */
const productsOf = (clause: ClauseOf<'product' | 'category'>, context: ClauseContext): Statement =>
  clause.kind === 'product'
    ? listOf(clause.products)
    : sql`(
        select p.id from products p
        where p.tenant_id = ${context.tenantId} and p.category in ${listOf(clause.categories)})`;

/** Up to this many values stand in the statement itself, so that the planner knows them. */
const maxListed = 100;

const listOf = (texts: readonly string[]): Statement =>
  texts.length > maxListed
    ? sql.texts(texts)
    : sql`(${sql.join(
        texts.map((text) => sql`${text}::text`),
        ', ',
      )})`;

/** When the message was received, or first opened or clicked by a person; null: it was not. Of the row `d` of deliveries. */
export const messageTimes = {
  received: { time: sql.trusted('d.dispatched_at'), isOne: sql.trusted("d.status = 'sent'") },
  opened: { time: sql.trusted('d.opened_at'), isOne: sql.trusted("d.status = 'sent' and d.opened_at is not null") },
  clicked: { time: sql.trusted('d.clicked_at'), isOne: sql.trusted("d.status = 'sent' and d.clicked_at is not null") },
};

function findMessages(clause: ClauseOf<'message'>, context: ClauseContext): Occurrences {
  const { message, action = 'received', period } = clause;
  const { time, isOne } = messageTimes[action];
  const which = sql`d.tenant_id = ${context.tenantId} and ${isOne}
    ${message === undefined ? sql`` : sql`and d.message_id = ${message}`} ${within(time, period, context)}`;
  return {
    all: sql`
      select coalesce(p.merged_into, p.id) as contact_id from deliveries d join contacts p on p.id = d.contact_id
      where ${which}`,
    few: sql`select from deliveries d where ${which} and d.contact_id in (${personIdsOf(sql`c.id`)})`,
  };
}

/**
 * Orders come from the table of orders: an order counts once, however many events name it, and not at all once it is
 * cancelled.
 */
function findOrders(which: Statement, period: SegmentPeriod | undefined, context: ClauseContext): Occurrences {
  const orders = sql`from orders o
    where o.tenant_id = ${context.tenantId} and o.cancelled_at is null ${within(sql`o.placed_at`, period, context)} ${which}`;
  return {
    all: sql`select o.contact_id ${orders} and o.contact_id is not null`,
    few: sql`select ${orders} and o.contact_id = c.id`,
  };
}

/**
 * Events of a contact: identified ones, and those of browsers while they were linked to the contact (see
 * `readTimeline`). Events of bots are left out.
 * @param matches a condition on the row `t` of the timeline
 */
const findEvents = (matches: Statement, context: ClauseContext): Occurrences => ({
  all: sql`
    with hits as materialized (select t.person_id, t.occurred_at from timeline t where ${matches})
    select coalesce(p.merged_into, p.id) as contact_id from hits h join contacts p on p.id = h.person_id
    union all
    select v.contact_id from hits h
    join visitor_periods v on v.visitor_id = h.person_id and h.occurred_at >= v.since and h.occurred_at < v.until`,
  few: sql`select ${ownEvents(context)} where ${matches}`,
});

/** The rows `t` of the timeline that are of the row `c` of contacts, with their `from`. */
const ownEvents = ({ tenantId }: ClauseContext): Statement => sql`from (${personPeriodsOf(tenantId, sql`c.id`)}) p
  join timeline t on t.tenant_id = ${tenantId} and t.person_id = p.id
    and t.occurred_at >= p.since and t.occurred_at < p.until`;

/**
 * Clauses about events of the timeline, for some contacts: the events of a contact are read once for all of them.
 * @returns what follows `from contacts c`, and the condition for each of these clauses
 */
export function countTogether(
  clauses: readonly SegmentClause[],
  context: ClauseContext,
): { from: Statement; conditions: ReadonlyMap<SegmentClause, Statement> } {
  const counted = clauses.flatMap((clause) => {
    const event = isOccurrence(clause) ? eventOf(clause, context) : null;
    return event ? [{ ...event, clause: clause as OccurrenceClause }] : [];
  });
  if (counted.length === 0) return { from: sql``, conditions: new Map() };
  const column = (place: number) => sql.trusted(`times_${place}`);
  const counts = counted.map(({ matches }, place) => sql`count(*) filter (where ${matches}) as ${column(place)}`);
  const types = [...new Set(counted.map(({ typeId }) => typeId))].map((typeId) => sql`${typeId}::int`);
  return {
    from: sql`cross join lateral (
      select ${sql.join(counts, ', ')} ${ownEvents(context)}
      where t.type_id in (${sql.join(types, ', ')}) ${sinceFirst(counted, context)}) counted`,
    conditions: new Map(
      counted.map(({ clause }, place) => [clause, compareCount(sql`counted.${column(place)}`, clause.times)]),
    ),
  };
}

/** Nothing before the longest of their periods is read, after `and`; empty if one of them has another kind of period. */
function sinceFirst(counted: readonly { clause: OccurrenceClause }[], context: ClauseContext): Statement {
  const starts = counted.map(({ clause: { period } }) =>
    period?.operator === 'within_last' ? agoOf(period, context).getTime() : Number.NEGATIVE_INFINITY,
  );
  const first = Math.min(...starts);
  return Number.isFinite(first) ? sql`and t.occurred_at > ${new Date(first)}` : sql``;
}

const also = (condition: Statement) => sql`and ${condition}`;

const countFew = ({ few }: Occurrences) => sql`(select count(*) from (${few}) as found)`;

/**
 * The clause that matches whatever this one does not, if there is one: `not` over a clause needs another look at all contacts.
 * @example oppositeOf({ kind: 'event', event: 'placed_order' }); // the same with at most 0 times
 */
export function oppositeOf(clause: OccurrenceClause): OccurrenceClause | null {
  const { operator, count } = clause.times ?? atLeastOnce;
  if (operator === 'exactly') return null;
  const times: SegmentTimes =
    operator === 'at_least' ? { operator: 'at_most', count: count - 1 } : { operator: 'at_least', count: count + 1 };
  return { ...clause, times };
}

export const isOccurrence = (clause: SegmentClause): clause is OccurrenceClause =>
  clause.kind === 'event' || clause.kind === 'product' || clause.kind === 'category' || clause.kind === 'message';

const atLeastOnce: SegmentTimes = { operator: 'at_least', count: 1 };

/** @returns a condition on the row `c` of contacts */
function compareTimes(found: Occurrences, times: SegmentTimes | undefined, { form }: ClauseContext): Statement {
  const { operator, count } = times ?? atLeastOnce;
  if (form === 'few') {
    if (operator === 'at_least' && count === 1) return sql`exists (${found.few})`;
    if (operator !== 'at_least' && count === 0) return sql`not exists (${found.few})`;
    return compareCount(countFew(found), times);
  }
  const having = (condition: Statement) =>
    sql`select found.contact_id from (${found.all}) as found group by found.contact_id having count(*) ${condition}`;
  if (operator === 'at_least') return sql`c.id in (${having(sql`>= ${count}::bigint`)})`;
  // Contacts without any are not in the set.
  if (operator === 'at_most') return sql`not exists (${holds(having(sql`> ${count}::bigint`))})`;
  return count === 0 ? sql`not exists (${holds(having(sql`> 0`))})` : sql`c.id in (${having(sql`= ${count}::bigint`)})`;
}

function compareCount(number: Statement, times: SegmentTimes = atLeastOnce): Statement {
  const { operator, count } = times;
  if (operator === 'at_least') return sql`${number} >= ${count}::bigint`;
  return operator === 'at_most' ? sql`${number} <= ${count}::bigint` : sql`${number} = ${count}::bigint`;
}

const holds = (set: Statement) => sql`select from (${set}) as held where held.contact_id = c.id`;

/** The condition that a time is within a period, after `and`; empty without a period. */
function within(time: Statement, period: SegmentPeriod | undefined, moment: ClauseContext): Statement {
  const isKnown = moment.knownUntil === undefined ? sql`` : sql`and ${time} <= ${moment.knownUntil}`;
  if (period === undefined) return isKnown;
  if (period.operator === 'within_last')
    return sql`and ${time} > ${agoOf(period, moment)} and ${time} <= ${moment.now}`;
  const { from, to } = period;
  return sql`${isKnown} and ${time} >= ${startOf(from, moment)}
    and ${isDay(to) ? sql`${time} < ${endOf(to, moment)}` : sql`${time} <= ${to}::timestamptz`}`;
}
