import type { SegmentClause, SegmentDefinition, SegmentFilter } from '@beckon/contract';
import { personIdsOf } from '../contacts/index.ts';
import { sql } from '../db/index.ts';
import type { Statement } from '../ports/index.ts';
import { compareDate, compareNumber, compareProperty, compareText, not } from './compile-comparison.ts';
import {
  type ClauseContext,
  compileOccurrences,
  countOccurrences,
  isOccurrence,
  oppositeOf,
} from './compile-occurrences.ts';

export type FilterContext = ClauseContext & {
  /** The condition that the row `c` of contacts is in another segment, in parentheses. */
  segment(id: string): Statement;
};

/** Fields are a closed list; each maps to a fixed piece of SQL, never to text from a request. */
export const columns: Record<Extract<SegmentClause, { kind: 'field' }>['field'], Statement> = {
  userId: sql.trusted('c.user_id'),
  email: sql.trusted('c.email'),
  phone: sql.trusted('c.phone'),
  firstName: sql.trusted('c.first_name'),
  lastName: sql.trusted('c.last_name'),
  language: sql.trusted('c.language'),
  timezone: sql.trusted('c.timezone'),
  orderCount: sql.trusted('c.order_count'),
  lifetimeValue: sql.trusted('c.lifetime_value'),
  averageOrderValue: sql.trusted('round(c.lifetime_value::numeric / nullif(c.order_count, 0))'),
  registeredAt: sql.trusted('c.registered_at'),
  createdAt: sql.trusted('c.created_at'),
  lastSeenAt: sql.trusted('c.last_seen_at'),
  firstOrderAt: sql.trusted('c.first_order_at'),
  lastOrderAt: sql.trusted('c.last_order_at'),
  emailVerified: sql.trusted('(c.email_verified_at is not null)'),
};

/** The contacts of a tenant that can be members of a segment; a condition on the row `c` of contacts. */
export const canBeMember = (tenantId: string): Statement =>
  sql`c.tenant_id = ${tenantId} and c.merged_into is null and c.erased_at is null`;

/** `readsMore`: the condition reads tables besides the row of the contact. */
type Compiled = { condition: Statement; readsMore: boolean };

/**
 * The condition that a row `c` of contacts matches a filter. Values of the filter become parameters. The condition may be
 * null instead of false.
 */
export function compileFilter(filter: SegmentFilter, context: FilterContext): Statement {
  return compile(filter, context).condition;
}

/**
 * The condition that a row `c` of contacts is in a segment of the shop's own, in parentheses. What was changed by hand wins
 * over the filter.
 */
export function compileMembership(
  { id, definition }: { id: string; definition: SegmentDefinition | null },
  context: FilterContext,
): Statement {
  const chosen = (isMember: boolean) => sql`exists (
    select from segment_overrides o where o.segment_id = ${id} and o.contact_id = c.id and o.is_member = ${isMember})`;
  const matches = definition === null ? sql`false` : compileFilter(definition.filter, context);
  const added = chosen(true);
  const either = context.form === 'all' ? inOneOf([matches, added], context) : sql`(${matches} or ${added})`;
  return sql`(${either} and not ${chosen(false)})`;
}

function compile(filter: SegmentFilter, context: FilterContext): Compiled {
  if ('filter' in filter) {
    const { filter: inner } = filter;
    const opposite = 'filter' in inner || 'filters' in inner || !isOccurrence(inner) ? null : oppositeOf(inner);
    if (opposite) return compile(opposite, context);
    const { condition, readsMore } = compile(filter.filter, context);
    return { condition: readsMore && context.form === 'all' ? notIn(condition, context) : not(condition), readsMore };
  }
  if (!('filters' in filter)) return compileClause(filter, context);
  const parts = filter.filters.map((part) => compile(part, context));
  const readsMore = parts.some((part) => part.readsMore);
  const conditions = parts.map(({ condition }) => condition);
  if (filter.kind === 'or' && readsMore && context.form === 'all')
    return { condition: inOneOf(conditions, context), readsMore };
  return { condition: sql`(${sql.join(conditions, ` ${filter.kind} `)})`, readsMore };
}

/**
 * Under `or` and `not` Postgres evaluates a subquery for each row, unless its result fits into memory. As sets, both are
 * joined, whatever their size.
 */
const inOneOf = (conditions: readonly Statement[], { tenantId }: FilterContext): Statement =>
  sql`c.id in (${sql.join(
    conditions.map((condition) => matching(condition, tenantId)),
    ' union all ',
  )})`;

const notIn = (condition: Statement, { tenantId }: FilterContext): Statement =>
  sql`not exists (select from (${matching(condition, tenantId)}) as held where held.id = c.id)`;

const matching = (condition: Statement, tenantId: string): Statement =>
  sql`select c.id from contacts c where ${canBeMember(tenantId)} and ${condition}`;

function compileClause(clause: SegmentClause, context: FilterContext): Compiled {
  switch (clause.kind) {
    case 'field':
      return { condition: compareField(clause, context), readsMore: false };
    case 'property': {
      const value = sql`(c.properties -> ${clause.property}::text)`;
      return { condition: compareProperty(value, clause.comparison, context), readsMore: false };
    }
    case 'event':
    case 'product':
    case 'category':
    case 'message':
      return { condition: compileOccurrences(clause, context), readsMore: true };
    case 'consent':
      return { condition: hasConsent(clause, context), readsMore: true };
    case 'suppression':
      return {
        condition: sql`exists (
          select from suppressions s
          where s.tenant_id = ${context.tenantId} and s.channel = ${clause.channel} and s.address_hash = c.mailbox_hash)`,
        readsMore: true,
      };
    case 'waitlist':
      return {
        condition: sql`exists (
          select from waitlist_entries w
          where w.tenant_id = ${context.tenantId} and w.contact_id = c.id and w.status in ('waiting', 'notified')
            ${clause.products === undefined ? sql`` : sql`and w.product_id in ${sql.texts(clause.products)}`})`,
        readsMore: true,
      };
    case 'segment':
      return { condition: context.segment(clause.segment), readsMore: true };
  }
}

function compareField(clause: Extract<SegmentClause, { kind: 'field' }>, context: FilterContext): Statement {
  const column = columns[clause.field];
  switch (clause.field) {
    case 'emailVerified':
      return sql`${column} = ${clause.comparison.value}::boolean`;
    case 'orderCount':
    case 'lifetimeValue':
    case 'averageOrderValue':
      return compareNumber(column, clause.comparison);
    case 'registeredAt':
    case 'createdAt':
    case 'lastSeenAt':
    case 'firstOrderAt':
    case 'lastOrderAt':
      return compareDate(column, clause.comparison, context);
    default:
      return compareText(column, clause.comparison);
  }
}

/** As `readConsents` says it: of a contact that was merged into this one, only revocations count. */
function hasConsent(
  { type, state }: Extract<SegmentClause, { kind: 'consent' }>,
  { tenantId }: FilterContext,
): Statement {
  // Granted is by far the most frequent question; asked in this way, it can be joined by its index.
  if (state === 'granted')
    return sql`(exists (
      select from consent_state g
      where g.tenant_id = ${tenantId} and g.type = ${type} and g.contact_id = c.id and g.state = 'granted')
      and not exists (
        select from contacts m
        join consent_state r on r.tenant_id = ${tenantId} and r.contact_id = m.id and r.type = ${type}
        join consent_state g on g.tenant_id = ${tenantId} and g.contact_id = m.merged_into and g.type = ${type}
        where m.merged_into = c.id and r.state = 'revoked' and r.position > g.position))`;
  return sql`${consentState(type, tenantId)} = ${state}`;
}

/** The state of a type of consent, `none` without an entry in the ledger. */
const consentState = (type: string, tenantId: string): Statement => sql`coalesce((
  select s.state from consent_state s
  where s.tenant_id = ${tenantId} and s.type = ${type} and s.contact_id in (${personIdsOf(sql`c.id`)})
    and (s.contact_id = c.id or s.state = 'revoked')
  order by s.position desc limit 1), 'none')`;

/**
 * What a clause looks at, as jsonb, for the row `c` of contacts: the value of a field or property, how often something
 * happened, the state of a consent. Null in SQL if there is nothing to show, such as a missing property.
 */
export function compileFound(clause: SegmentClause, context: FilterContext): Statement {
  switch (clause.kind) {
    case 'field':
      return sql`to_jsonb(${columns[clause.field]})`;
    case 'property':
      return sql`(c.properties -> ${clause.property}::text)`;
    case 'event':
    case 'product':
    case 'category':
    case 'message':
      return sql`to_jsonb(${countOccurrences(clause, context)})`;
    case 'consent':
      return sql`to_jsonb(${consentState(clause.type, context.tenantId)})`;
    default:
      return sql`null::jsonb`;
  }
}
