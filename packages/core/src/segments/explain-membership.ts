import { isBlank, type SegmentClause, type SegmentExplanation } from '@beckon/contract';
import { sql } from '../db/index.ts';
import { DomainError, type Id } from '../lib/index.ts';
import type { Context } from '../ports/index.ts';
import { canBeMember, compileFilter, compileFound } from './compile.ts';
import { evaluate, readFilterContext } from './evaluate.ts';
import { clausesOf } from './references.ts';
import { readSegment } from './stored-segments.ts';
import type { segmentOverrides } from './tables.ts';

type Override = Pick<typeof segmentOverrides.$inferSelect, 'isMember'> & { changedAt: string };

/** `found`: in a list, as JSON cannot tell a missing value from null. */
type ClauseResult = { matches: boolean; found: [unknown] | null };

/**
 * Why a contact is in a segment or not: what was changed by hand, and what each clause of the filter found.
 * @throws DomainError `not_found`, `filter_too_slow`
 */
export async function explainMembership(
  ctx: Context,
  tenantId: Id<'ten'>,
  segmentId: Id<'seg'>,
  contactId: Id<'ctc'>,
): Promise<SegmentExplanation> {
  const { definition } = await readSegment(ctx, tenantId, segmentId);
  const context = await readFilterContext(ctx, tenantId, 'few');
  const filter = definition?.filter ?? null;
  const clauses = filter === null ? [] : clausesOf(filter);
  const results = clauses.map(({ clause }) => {
    const found = compileFound(clause, context);
    return sql`jsonb_build_object('matches', coalesce(${compileFilter(clause, context)}, false),
      'found', case when ${found} is not null then jsonb_build_array(${found}) end)`;
  });
  const [row] = await evaluate<{ matches: boolean; results: ClauseResult[]; override: Override | null }>(
    ctx,
    context,
    filter,
    sql`
      select coalesce(${filter === null ? sql`false` : compileFilter(filter, context)}, false) as matches,
        to_jsonb(array[${sql.join(results, ', ')}]::jsonb[]) as results, (
          select jsonb_build_object('isMember', o.is_member, 'changedAt', o.changed_at) from segment_overrides o
          where o.segment_id = ${segmentId} and o.contact_id = c.id) as override
      from contacts c where ${canBeMember(tenantId)} and c.id = ${contactId}`,
  );
  if (!row) throw new DomainError('not_found', 'there is no contact with this id');
  const { matches, override } = row;
  return {
    isMember: override?.isMember ?? matches,
    reason: override
      ? `${override.isMember ? 'added' : 'removed'} by hand on ${override.changedAt.slice(0, 'YYYY-MM-DD'.length)}`
      : filter === null
        ? 'not added by hand, and the segment has no filter'
        : `${matches ? 'matches' : 'does not match'} the filter`,
    clauses: clauses.map(({ path, clause }, index) => {
      const result = row.results[index]!;
      return { path, matches: result.matches, found: describe(clause, result) };
    }),
  };
}

/** In plain words. */
function describe(clause: SegmentClause, { matches, found }: ClauseResult): string {
  switch (clause.kind) {
    case 'field':
      return `${clause.field} is ${describeValue(found)}`;
    case 'property':
      return `${clause.property} is ${describeValue(found)}`;
    case 'consent':
      return `consent to ${clause.type} is ${found![0]}`;
    case 'suppression':
      return matches ? 'the address is suppressed' : 'the address is not suppressed';
    case 'waitlist':
      return matches ? 'is on the waitlist' : 'is not on the waitlist';
    case 'segment':
      return matches ? 'is in the segment' : 'is not in the segment';
    default:
      return found![0] === 1 ? 'once' : `${found![0]} times`;
  }
}

/** The four kinds of no value are told apart, since they look alike elsewhere. */
function describeValue(found: [unknown] | null): string {
  if (found === null) return 'missing';
  const [value] = found;
  if (value === '') return 'empty';
  return typeof value === 'string' && isBlank(value) ? 'blank' : JSON.stringify(value);
}
