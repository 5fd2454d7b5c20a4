import type { SegmentClause, SegmentFilter } from '@beckon/contract';
import { DatabaseUnavailable, sql, sqlState } from '../db/index.ts';
import { DomainError, type Id } from '../lib/index.ts';
import type { Context, Row, Statement } from '../ports/index.ts';
import { readTenant } from '../tenants/index.ts';
import { canBeMember, compileFilter, type FilterContext } from './compile.ts';
import { segmentRule } from './segments.ts';

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

async function readFilterContext(
  ctx: Context,
  tenantId: Id<'ten'>,
  form: FilterContext['form'],
): Promise<FilterContext> {
  const tenant = await readTenant(ctx, tenantId);
  if (!tenant) throw new DomainError('not_found', 'there is no such shop');
  return {
    tenantId,
    form,
    timezone: tenant.timezone,
    now: ctx.clock.now(),
    segment: (id) => (id === 'newsletter' ? segmentRule(tenantId, id) : sql`false`),
  };
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
    clausesOf(filter, 'filter').map(async ({ path, clause }) => ({ path, cost: await estimate(ctx, context, clause) })),
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

/** Each clause with its path in the definition. */
function clausesOf(filter: SegmentFilter, path: string): { path: string; clause: SegmentClause }[] {
  if ('filter' in filter) return clausesOf(filter.filter, `${path}.filter`);
  if ('filters' in filter) return filter.filters.flatMap((part, index) => clausesOf(part, `${path}.filters.${index}`));
  return [{ path, clause: filter }];
}
