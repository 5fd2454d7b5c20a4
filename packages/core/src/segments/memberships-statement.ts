import type { SegmentClause, SegmentFilter } from '@beckon/contract';
import { sql } from '../db/index.ts';
import type { Id } from '../lib/index.ts';
import { canonicalJson } from '../lib/index.ts';
import type { Statement } from '../ports/index.ts';
import { canBeMember, compileFilter, type FilterContext } from './compile.ts';
import { not } from './compile-comparison.ts';
import { countTogether } from './compile-occurrences.ts';
import type { StoredSegment } from './stored-segments.ts';
import type { EvaluationCause } from './tables.ts';

export type EvaluatedSegment = Pick<StoredSegment, 'id' | 'definition'>;

/** Different clauses in one statement, beyond which the next segment begins another. Postgres allows 1,664 columns. */
const maxClauses = 1_000;

/** Segments whose clauses are looked up together: each different clause once for a contact, however many segments name it. */
export type SegmentGroup = {
  segments: EvaluatedSegment[];
  /** The different clauses, in the order of their columns. */
  clauses: SegmentClause[];
  /** The condition that a contact is in a segment, over the columns. */
  membershipOf: Map<string, Statement>;
};

/** Divides the segments of a shop into groups. A reference to another segment is expanded. */
export function groupSegments(segments: readonly EvaluatedSegment[]): SegmentGroup[] {
  const byId = new Map<string, EvaluatedSegment>(segments.map((segment) => [segment.id, segment]));
  const groups: SegmentGroup[] = [];
  let columns = new Map<string, number>();
  for (const segment of segments) {
    if (groups.length === 0 || groups.at(-1)!.clauses.length > maxClauses) {
      columns = new Map();
      groups.push({ segments: [], clauses: [], membershipOf: new Map() });
    }
    const group = groups.at(-1)!;
    const columnOf = (clause: SegmentClause): Statement => {
      const key = canonicalJson(clause);
      const column = columns.get(key) ?? group.clauses.push(clause) - 1;
      columns.set(key, column);
      return sql.trusted(`f.clause_${column}`);
    };
    const membership = ({ id, definition }: EvaluatedSegment): Statement => {
      const matches = definition === null ? sql`false` : tree(definition.filter);
      // What was changed by hand wins over the filter.
      return sql`coalesce((f.by_hand ->> ${id}::text)::boolean, ${matches}, false)`;
    };
    const tree = (filter: SegmentFilter): Statement => {
      if ('filter' in filter) return not(tree(filter.filter));
      if ('filters' in filter) return sql`(${sql.join(filter.filters.map(tree), ` ${filter.kind} `)})`;
      const other = filter.kind === 'segment' ? byId.get(filter.segment) : undefined;
      return other ? membership(other) : columnOf(filter);
    };
    group.membershipOf.set(segment.id, membership(segment));
    group.segments.push(segment);
  }
  return groups;
}

/** A contact to be evaluated, and why. */
export type MarkedContact = { contactId: Id<'ctc'>; cause: EvaluationCause };

/**
 * Evaluates contacts against the segments of a group and writes what has changed: the members, the counts, and that each
 * contact entered or left. Yields the changes. A contact that is not living is in no segment.
 */
export function updateMemberships(
  tenantId: Id<'ten'>,
  { segments, clauses, membershipOf }: SegmentGroup,
  contacts: readonly MarkedContact[],
  context: FilterContext,
): Statement {
  const ids = sql.texts(contacts.map(({ contactId }) => contactId));
  const { from, conditions } = countTogether(clauses, context);
  const columns = clauses.map((clause, column) => {
    const condition = conditions.get(clause) ?? compileFilter(clause, context);
    return sql`, ${condition} as ${sql.trusted(`clause_${column}`)}`;
  });
  const entries = segments.map(({ id }) => sql`case when ${membershipOf.get(id)!} then ${id}::text end`);
  const withoutFilter = segments.filter(({ definition }) => definition === null).map(({ id }) => id);
  return sql`
    with facts as materialized (
      select c.id, (
        select jsonb_object_agg(o.segment_id, o.is_member) from segment_overrides o
        where o.tenant_id = ${tenantId} and o.contact_id = c.id) as by_hand ${sql.join(columns, ' ')}
      from contacts c ${from} where ${canBeMember(tenantId)} and c.id in ${ids}
    ), wanted as materialized (
      select f.id as contact_id, s.segment_id
      from facts f cross join lateral unnest(array_remove(array[${sql.join(entries, ', ')}], null)) as s (segment_id)
    ), marked as (
      select * from jsonb_to_recordset(${JSON.stringify(contacts)}::text::jsonb) as k ("contactId" text, "cause" text)
    ), had as materialized (
      select m.segment_id, m.contact_id from segment_members m
      where m.contact_id in ${ids} and m.segment_id in ${sql.texts(segments.map(({ id }) => id))}
    ), entered as (
      insert into segment_members (tenant_id, segment_id, contact_id, since)
      select ${tenantId}, w.segment_id, w.contact_id, ${context.now}::timestamptz from wanted w
      where not exists (
        select from had h where h.segment_id = w.segment_id and h.contact_id = w.contact_id)
      returning segment_id, contact_id
    ), gone as (
      delete from segment_members m using had h
      where m.segment_id = h.segment_id and m.contact_id = h.contact_id
        and not exists (select from wanted w where w.segment_id = h.segment_id and w.contact_id = h.contact_id)
      returning m.segment_id, m.contact_id
    ), changed as materialized (
      select segment_id, contact_id, 'entered' as change, 1 as step from entered
      union all select segment_id, contact_id, 'left', -1 from gone
    ), counted as (
      insert into segment_counts (tenant_id, segment_id, members)
      select ${tenantId}, segment_id, sum(step) from changed group by segment_id having sum(step) <> 0
    ), explained as materialized (
      select d.segment_id, d.contact_id, d.change,
        case when f.by_hand -> d.segment_id is not null then 'by_hand'
          when d.change = 'left' and k.cause = 'rule_changed' and d.segment_id in ${sql.texts(withoutFilter)}
            then 'rule_removed'
          else k.cause end as reason
      from changed d join marked k on k."contactId" = d.contact_id left join facts f on f.id = d.contact_id
    ), recorded as (
      insert into segment_changes (tenant_id, segment_id, contact_id, change, reason, at)
      select ${tenantId}, segment_id, contact_id, change, reason, ${context.now}::timestamptz
      from explained order by contact_id, segment_id
    )
    select segment_id as "segmentId", contact_id as "contactId", change, reason from explained
    order by contact_id, segment_id`;
}
