import type { SegmentClause, SegmentFilter } from '@beckon/contract';
import { DatabaseUnavailable, sql, sqlState } from '../db/index.ts';
import { DomainError, type Id } from '../lib/index.ts';
import type { AnyContext, Context, Row, Statement } from '../ports/index.ts';
import { readTenant } from '../tenants/index.ts';
import { builtInSegments, segmentRule } from './built-in.ts';
import { canBeMember, compileFilter, compileMembership, type FilterContext } from './compile.ts';
import { clausesOf } from './references.ts';
import { readSegments, type StoredSegment } from './stored-segments.ts';

/** Milliseconds to evaluate a filter. */
const maxTime = 8_000;

type Options = { deadline?: number };

/**
 * The contacts that match a filter now, in the order of their ids.
 * @param contactIds if given, only these contacts are evaluated
 * @throws DomainError `filter_too_slow` with the path of the clause that costs most
 */
export async function findMatches(
  ctx: Context,
  tenantId: Id<'ten'>,
  filter: SegmentFilter,
  { contactIds, ...options }: Options & { contactIds?: readonly string[] } = {},
): Promise<Id<'ctc'>[]> {
  const context = await readFilterContext(ctx, tenantId, contactIds === undefined ? 'all' : 'few');
  const only = contactIds === undefined ? sql`` : sql`and c.id in ${sql.texts(contactIds)}`;
  const rows = await evaluate<{ id: Id<'ctc'> }>(
    ctx,
    context,
    filter,
    options,
    (condition) => sql`
    select c.id from contacts c where ${canBeMember(tenantId)} ${only} and ${condition} order by c.id`,
  );
  return rows.map(({ id }) => id);
}

/**
 * How many contacts match a filter now.
 * @throws DomainError `filter_too_slow` with the path of the clause that costs most
 */
export async function countMatches(
  ctx: Context,
  tenantId: Id<'ten'>,
  filter: SegmentFilter,
  options: Options = {},
): Promise<number> {
  const context = await readFilterContext(ctx, tenantId, 'all');
  const [row] = await evaluate<{ count: number }>(
    ctx,
    context,
    filter,
    options,
    (condition) => sql`
    select count(*)::int as count from contacts c where ${canBeMember(tenantId)} and ${condition}`,
  );
  return row!.count;
}

/**
 * The condition that a row `c` of contacts is in a segment now, for all contacts of the tenant.
 * @throws DomainError `not_found`
 */
export async function segmentCondition(ctx: AnyContext, tenantId: Id<'ten'>, segmentId: string): Promise<Statement> {
  const context = await readFilterContext(ctx, tenantId, 'all');
  return context.segment(segmentId);
}

/**
 * How many contacts are in a segment now.
 * @throws DomainError `not_found`, `filter_too_slow`
 */
export function countMembers(ctx: Context, tenantId: Id<'ten'>, segmentId: string): Promise<number> {
  return countMatches(ctx, tenantId, { kind: 'segment', segment: segmentId });
}

/** The segments that a contact is in now. */
export async function readSegmentsOf(
  ctx: AnyContext,
  tenantId: Id<'ten'>,
  contactId: Id<'ctc'>,
): Promise<{ id: string; name: string }[]> {
  const context = await readFilterContext(ctx, tenantId, 'few');
  const stored = await readSegments(ctx, tenantId);
  const known = [...builtInSegments, ...stored.filter(({ archivedAt }) => archivedAt === null)];
  const members = known.map(({ id }) => sql`case when ${context.segment(id)} then ${id}::text end`);
  const [row] = await ctx.db.query<{ ids: string[] }>(
    sql.composed(sql`
      select to_jsonb(array_remove(array[${sql.join(members, ', ')}], null)) as ids from contacts c
      where ${canBeMember(tenantId)} and c.id = ${contactId}`),
  );
  return known.filter(({ id }) => row?.ids.includes(id)).map(({ id, name }) => ({ id, name }));
}

async function readFilterContext(
  ctx: AnyContext,
  tenantId: Id<'ten'>,
  form: FilterContext['form'],
): Promise<FilterContext> {
  const [tenant, stored] = await Promise.all([readTenant(ctx, tenantId), readSegments(ctx, tenantId)]);
  if (!tenant) throw new DomainError('not_found', 'there is no such shop');
  const segments = new Map<string, StoredSegment>(stored.map((segment) => [segment.id, segment]));
  const context: FilterContext = {
    tenantId,
    form,
    timezone: tenant.timezone,
    now: ctx.clock.now(),
    segment(id) {
      if (id === 'newsletter') return sql`(${segmentRule(tenantId, id)})`;
      const segment = segments.get(id);
      if (!segment || segment.archivedAt) throw new DomainError('not_found', 'there is no segment with this id');
      return compileMembership(segment, context);
    },
  };
  return context;
}

/** Runs one statement with the condition of a filter, in a transaction that cannot write. */
async function evaluate<R extends Row>(
  ctx: Context,
  context: FilterContext,
  filter: SegmentFilter,
  { deadline = maxTime }: Options,
  write: (condition: Statement) => Statement,
): Promise<R[]> {
  const statement = sql.composed(write(compileFilter(filter, context)));
  try {
    return await ctx.db.transaction(
      async (tx) => {
        await tx.query(sql`set transaction read only`);
        return tx.query<R>(statement);
      },
      { deadline },
    );
  } catch (error) {
    // The server cancelled the statement: it was not finished in time.
    if (!(error instanceof DatabaseUnavailable) || sqlState(error.cause) !== '57014') throw error;
    throw await explainTimeout(ctx, context, filter, deadline, error);
  }
}

async function explainTimeout(
  ctx: Context,
  context: FilterContext,
  filter: SegmentFilter,
  deadline: number,
  cause: Error,
): Promise<DomainError> {
  const clauses = await Promise.all(
    clausesOf(filter).map(async ({ path, clause }) => ({ path, cost: await estimate(ctx, context, clause) })),
  );
  const { path } = clauses.reduce((most, clause) => (clause.cost > most.cost ? clause : most));
  const seconds = deadline / 1_000;
  return new DomainError('filter_too_slow', `the filter was not evaluated within ${seconds} s`, {
    cause,
    errors: [{ path, message: 'of all clauses, this one takes the database the most work' }],
  });
}

/** The planner's estimate of what one clause costs by itself. */
async function estimate(ctx: Context, context: FilterContext, clause: SegmentClause): Promise<number> {
  const [row] = await ctx.db.query<{ 'QUERY PLAN': [{ Plan: { 'Total Cost': number } }] }>(
    sql.composed(sql`
      explain (format json) select from contacts c
      where ${canBeMember(context.tenantId)} and ${compileFilter(clause, context)}`),
  );
  return row!['QUERY PLAN'][0].Plan['Total Cost'];
}
