import type { SegmentClause } from '@beckon/contract';
import { sql } from '../db/index.ts';
import { describeError, type Id } from '../lib/index.ts';
import type { Context, Statement, Transaction } from '../ports/index.ts';
import { canBeMember, columns, compileFilter, type FilterContext } from './compile.ts';
import { agoOf } from './compile-comparison.ts';
import { isOccurrence, messageTimes, type OccurrenceClause } from './compile-occurrences.ts';
import { preferIndexes, readFilterContext } from './evaluate.ts';
import { clausesOf } from './references.ts';
import { readSegments } from './stored-segments.ts';
import type { segmentClocks } from './tables.ts';

type Clock = typeof segmentClocks.$inferSelect;

/**
 * Milliseconds between two looks at dates of contacts. Each reads all contacts of the shop, since custom properties have no
 * index; what happened is found by index, and is looked at each time.
 */
const contactsEvery = 60_000;

/**
 * Marks the contacts whose memberships may have changed because time has passed: since the last call, something that
 * happened left or entered a period such as the last 30 days. Nothing is kept for each contact.
 */
export async function followTime(ctx: Context): Promise<void> {
  const clocks = await ctx.db.query<Pick<Clock, 'tenantId'>>(sql`
    select tenant_id as "tenantId" from segment_clocks order by tenant_id`);
  for (const { tenantId } of clocks) {
    try {
      await ctx.db.transaction((tx) => followTimeOf({ ...ctx, db: tx }, tenantId), { deadline: contactsEvery });
    } catch (error) {
      ctx.log.warn('segments could not follow the time', { tenant: tenantId, error: describeError(error) });
    }
  }
}

async function followTimeOf(ctx: Context<Transaction>, tenantId: Id<'ten'>): Promise<void> {
  const [clock] = await ctx.db.query<Clock>(sql`
    select tenant_id as "tenantId", occurrences_at as "occurrencesAt", contacts_at as "contactsAt"
    from segment_clocks where tenant_id = ${tenantId} for update skip locked`);
  if (!clock) return;
  const segments = await readSegments(ctx, tenantId);
  const clauses = segments.flatMap(({ definition, archivedAt }) =>
    definition && !archivedAt ? clausesOf(definition.filter).map(({ clause }) => clause) : [],
  );
  const context = await readFilterContext(ctx, tenantId, 'all');
  await preferIndexes(ctx.db);
  const { now } = context;
  if (now > clock.occurrencesAt) {
    await markAll(ctx, tenantId, findCrossings(clauses.filter(isOccurrence), clock.occurrencesAt, context));
    await ctx.db.query(sql`update segment_clocks set occurrences_at = ${now} where tenant_id = ${tenantId}`);
  }
  if (now.getTime() - clock.contactsAt.getTime() >= contactsEvery) {
    await markAll(ctx, tenantId, findFlips(clauses.filter(comparesWithNow), clock.contactsAt, context));
    await ctx.db.query(sql`update segment_clocks set contacts_at = ${now} where tenant_id = ${tenantId}`);
  }
}

/** @param found statements that yield contact ids as `id` */
async function markAll(ctx: Context<Transaction>, tenantId: Id<'ten'>, found: readonly Statement[]): Promise<void> {
  if (found.length === 0) return;
  await ctx.db.query(
    sql.composed(sql`
      insert into segment_marks (tenant_id, contact_id, cause)
      select ${tenantId}, id, 'time_passed' from (${sql.join(found, ' union ')}) found where id is not null`),
  );
}

type Slice = { typeId: number; since: Date; until: Date };

/**
 * The contacts of what entered or left a period that ends now. What is dated in the future enters when its time comes. Each
 * `offset 0` keeps Postgres, which does not know how short the slices are, from reading whole tables for them.
 */
function findCrossings(clauses: readonly OccurrenceClause[], before: Date, context: FilterContext): Statement[] {
  const { tenantId, now, eventTypes } = context;
  const past = { ...context, now: before };
  const slices: Record<Source, Slice[]> = { events: [], orders: [], received: [], opened: [], clicked: [] };
  for (const clause of clauses) {
    const { period } = clause;
    if (period?.operator !== 'within_last') continue;
    const source = sourceOf(clause);
    const type = clause.kind === 'event' ? clause.event : 'product_viewed';
    const typeId = eventTypes.get(type) ?? 0;
    slices[source].push(
      { typeId, since: agoOf(period, past), until: agoOf(period, context) },
      { typeId, since: before, until: now },
    );
  }
  const rowsOf = (given: readonly Slice[]) => {
    const distinct = new Map(given.map((slice) => [JSON.stringify(slice), slice]));
    return sql`jsonb_to_recordset(${JSON.stringify([...distinct.values()])}::text::jsonb)
      as s ("typeId" int, "since" timestamptz, "until" timestamptz)`;
  };
  const found: Statement[] = [];
  if (slices.events.length > 0)
    found.push(sql`
      select unnest(array[coalesce(p.merged_into, p.id), v.contact_id]) as id
      from ${rowsOf(slices.events)} cross join lateral (
        select t.person_id, t.occurred_at from timeline t
        where t.type_id = s."typeId" and t.occurred_at > s."since" and t.occurred_at <= s."until" offset 0
      ) t
      left join lateral (select p.id, p.merged_into from contacts p where p.id = t.person_id offset 0) p on true
      left join lateral (
        select v.contact_id from visitor_periods v
        where v.visitor_id = t.person_id and t.occurred_at >= v.since and t.occurred_at < v.until offset 0
      ) v on true`);
  if (slices.orders.length > 0)
    found.push(sql`
      select o.contact_id as id from ${rowsOf(slices.orders)} cross join lateral (
        select o.contact_id from orders o
        where o.tenant_id = ${tenantId} and o.placed_at > s."since" and o.placed_at <= s."until" offset 0
      ) o`);
  for (const action of messageActions) {
    if (slices[action].length === 0) continue;
    const { time, isOne } = messageTimes[action];
    found.push(sql`
      select coalesce(p.merged_into, p.id) as id from ${rowsOf(slices[action])} cross join lateral (
        select d.contact_id from deliveries d
        where d.tenant_id = ${tenantId} and ${isOne} and ${time} > s."since" and ${time} <= s."until" offset 0
      ) d
      cross join lateral (select p.id, p.merged_into from contacts p where p.id = d.contact_id offset 0) p`);
  }
  return found;
}

const messageActions = ['received', 'opened', 'clicked'] as const;

type Source = 'events' | 'orders' | (typeof messageActions)[number];

function sourceOf(clause: OccurrenceClause): Source {
  if (clause.kind === 'message') return clause.action ?? 'received';
  return (clause.kind === 'event' ? clause.event === 'placed_order' : clause.action === 'bought') ? 'orders' : 'events';
}

/** The contacts for which one of the clauses has another answer now than before. */
function findFlips(clauses: readonly SegmentClause[], before: Date, context: FilterContext): Statement[] {
  return clauses.map((clause) => {
    const passed = clause.kind === 'field' ? findPassed(clause, before, context) : null;
    if (passed) return passed;
    const [then, now] = [{ ...context, now: before }, context].map((moment) => compileFilter(clause, moment));
    return sql`
      select c.id from contacts c where ${canBeMember(context.tenantId)}
        and coalesce(${then!}, false) <> coalesce(${now!}, false)`;
  });
}

/**
 * For a date that is compared with a moment so long ago: the contacts whose date that moment has passed, which an index can find.
 * Null for other comparisons.
 */
function findPassed(
  { field, comparison }: Extract<SegmentClause, { kind: 'field' }>,
  before: Date,
  context: FilterContext,
): Statement | null {
  if (comparison.operator !== 'within_last' && comparison.operator !== 'more_than_ago') return null;
  const { now } = context;
  const edges = [[agoOf(comparison, { ...context, now: before }), agoOf(comparison, context)]];
  // What is dated in the future enters when its time comes.
  if (comparison.operator === 'within_last') edges.push([before, now]);
  const date = columns[field];
  return sql.join(
    edges.map(
      ([since, until]) => sql`
        select c.id from contacts c
        where ${canBeMember(context.tenantId)} and ${date} > ${since} and ${date} <= ${until}`,
    ),
    ' union ',
  );
}

/** Whether the clause compares a date of the contact, or of what happened, with the present. */
function comparesWithNow(clause: SegmentClause): boolean {
  const comparisons =
    clause.kind === 'field' || clause.kind === 'property'
      ? [clause.comparison]
      : clause.kind === 'event'
        ? (clause.conditions ?? []).map(({ comparison }) => comparison)
        : [];
  return comparisons.some(({ operator }) => relative.has(operator));
}

const relative: ReadonlySet<string> = new Set(['within_last', 'more_than_ago', 'is_today', 'on_this_day']);
