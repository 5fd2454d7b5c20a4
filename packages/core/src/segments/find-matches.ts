import type { SegmentFilter } from '@beckon/contract';
import type { contacts } from '../contacts/index.ts';
import { sql } from '../db/index.ts';
import type { Id } from '../lib/index.ts';
import type { Context, Transaction } from '../ports/index.ts';
import { canBeMember, compileFilter } from './compile.ts';
import { type EvaluationOptions, evaluate, readFilterContext } from './evaluate.ts';

/**
 * The contacts that match a filter now, in the order of their ids.
 * @param contactIds if given, only these contacts are evaluated
 * @throws DomainError `filter_too_slow` with the path of the clause that costs most
 */
export async function findMatches(
  ctx: Context,
  tenantId: Id<'ten'>,
  filter: SegmentFilter,
  { contactIds, ...options }: EvaluationOptions & { contactIds?: readonly string[] } = {},
): Promise<Id<'ctc'>[]> {
  const context = await readFilterContext(ctx, tenantId, contactIds === undefined ? 'all' : 'few');
  const only = contactIds === undefined ? sql`` : sql`and c.id in ${sql.texts(contactIds)}`;
  const statement = sql`
    select c.id from contacts c
    where ${canBeMember(tenantId)} ${only} and ${compileFilter(filter, context)} order by c.id`;
  const rows = await evaluate<{ id: Id<'ctc'> }>(ctx, context, filter, statement, options);
  return rows.map(({ id }) => id);
}

/**
 * Which of these contacts match a filter, asked in the caller's transaction.
 * @param knownUntil events, orders and messages of later are not counted; if omitted, all are
 * @example await findMatchesWithin(ctx, tenantId, definition.filter, [contactId]);
 */
export async function findMatchesWithin(
  ctx: Context<Transaction>,
  tenantId: Id<'ten'>,
  filter: SegmentFilter,
  contactIds: readonly string[],
  knownUntil?: Date,
): Promise<Id<'ctc'>[]> {
  if (contactIds.length === 0) return [];
  const context = await readFilterContext(ctx, tenantId, 'few', knownUntil);
  const rows = await ctx.db.query<Pick<typeof contacts.$inferSelect, 'id'>>(
    sql.composed(sql`
      select c.id from contacts c
      where ${canBeMember(tenantId)} and c.id in ${sql.texts(contactIds)} and ${compileFilter(filter, context)}`),
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
  options: EvaluationOptions = {},
): Promise<number> {
  const context = await readFilterContext(ctx, tenantId, 'all');
  const statement = sql`
    select count(*)::int as count from contacts c where ${canBeMember(tenantId)} and ${compileFilter(filter, context)}`;
  const [row] = await evaluate<{ count: number }>(ctx, context, filter, statement, options);
  return row!.count;
}
