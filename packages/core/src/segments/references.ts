import { type SegmentClause, type SegmentDefinition, type SegmentFilter, segmentFilterLimits } from '@beckon/contract';
import { DomainError } from '../lib/index.ts';

/** A segment with the segments that it refers to. */
export type Referring = { name: string; definition: SegmentDefinition | null; archivedAt: Date | null };

/** Clauses of a filter together with those of the segments that it refers to. */
const maxClauses = 4 * segmentFilterLimits.maxNodes;

/** Each clause with its path in the definition. */
export function clausesOf(filter: SegmentFilter, path = 'filter'): { path: string; clause: SegmentClause }[] {
  if ('filter' in filter) return clausesOf(filter.filter, `${path}.filter`);
  if ('filters' in filter) return filter.filters.flatMap((part, index) => clausesOf(part, `${path}.filters.${index}`));
  return [{ path, clause: filter }];
}

/** The segments of the shop's own that a definition refers to. */
export function referencesOf(definition: SegmentDefinition | null): { path: string; id: string }[] {
  if (definition === null) return [];
  return clausesOf(definition.filter).flatMap(({ path, clause }) =>
    clause.kind === 'segment' && clause.segment !== 'newsletter' ? [{ path, id: clause.segment }] : [],
  );
}

/**
 * Refuses a definition that refers to a segment that is not there, to itself, or to so many others that it would be too
 * large.
 * @param segments all segments of the shop by id, as they would be after the change
 * @throws DomainError `validation_failed` with the path of the clause
 */
export function checkReferences(id: string, segments: ReadonlyMap<string, Referring>): void {
  for (const reference of referencesOf(segments.get(id)!.definition)) {
    const target = segments.get(reference.id);
    if (!target || target.archivedAt) throw fault(reference.path, 'there is no such segment');
    const way = findWay(reference.id, id, segments);
    if (way) {
      const names = [id, ...way].map((one) => segments.get(one)!.name);
      throw fault(reference.path, `a segment cannot refer to itself: ${names.join(' → ')}`);
    }
  }
  const sizes = new Map<string, number>();
  for (const [other, { name }] of segments) {
    if (other !== id && !findWay(other, id, segments)) continue;
    if (totalClauses(other, segments, sizes) > maxClauses)
      throw fault('filter', `${name} would have more than ${maxClauses} clauses with those of other segments`);
  }
}

/** The segments that refer to one, with the paths of their clauses. */
export function findReferring(id: string, segments: ReadonlyMap<string, Referring>): { name: string; path: string }[] {
  return [...segments.values()].flatMap(({ name, definition, archivedAt }) =>
    archivedAt
      ? []
      : referencesOf(definition).flatMap((reference) => (reference.id === id ? [{ name, path: reference.path }] : [])),
  );
}

/** The ids from one segment to another along the references; null if there is no way. */
function findWay(from: string, to: string, segments: ReadonlyMap<string, Referring>): string[] | null {
  const seen = new Set<string>();
  const follow = (id: string): string[] | null => {
    if (id === to) return [id];
    if (seen.has(id)) return null;
    seen.add(id);
    for (const reference of referencesOf(segments.get(id)?.definition ?? null)) {
      const way = follow(reference.id);
      if (way) return [id, ...way];
    }
    return null;
  };
  return follow(from);
}

function totalClauses(id: string, segments: ReadonlyMap<string, Referring>, known: Map<string, number>): number {
  const size = known.get(id);
  if (size !== undefined) return size;
  const definition = segments.get(id)?.definition ?? null;
  const own = definition === null ? 0 : clausesOf(definition.filter).length;
  const total = referencesOf(definition).reduce(
    (sum, reference) => sum + totalClauses(reference.id, segments, known),
    own,
  );
  known.set(id, total);
  return total;
}

const fault = (path: string, message: string) =>
  new DomainError('validation_failed', message, { errors: [{ path: `definition.${path}`, message }] });
