import { type SegmentPreview, type SegmentPreviewRequest, segmentLimitsOfShop } from '@beckon/contract';
import { sql } from '../db/index.ts';
import { DomainError, type Id } from '../lib/index.ts';
import type { Context, Statement } from '../ports/index.ts';
import { chooseShare, contactsOfShare } from './choose-share.ts';
import { canBeMember, compileFilter, compileMembership } from './compile.ts';
import { evaluate, readFilterContext } from './evaluate.ts';
import { checkReferences, type Referring } from './references.ts';
import { readSegments } from './stored-segments.ts';

type Counted = Omit<SegmentPreview, 'takenAt'>;

/**
 * Which contacts would be in a segment with a definition, and what would change compared with the saved version. An estimate
 * evaluates a share of the contacts: its samples come from that share, too.
 * @throws DomainError `not_found`, `validation_failed` for a reference that is refused, `filter_too_slow`
 */
export async function previewSegment(
  ctx: Context,
  tenantId: Id<'ten'>,
  { definition, segment: id, accuracy }: SegmentPreviewRequest,
): Promise<SegmentPreview> {
  const stored = await readSegments(ctx, tenantId);
  const saved = stored.find((segment) => segment.id === id);
  if (id !== undefined && !saved) throw new DomainError('not_found', 'there is no segment with this id');
  const proposed: Referring = { name: saved?.name ?? 'New segment', definition, archivedAt: null };
  const segments = new Map<string, Referring>(stored.map((segment) => [segment.id, segment]));
  checkReferences(id ?? 'new', segments.set(id ?? 'new', proposed));
  const share = accuracy === 'estimate' ? await chooseShare(ctx, tenantId) : 1;
  const context = await readFilterContext(ctx, tenantId, share > 1 ? 'few' : 'all');
  const filter = definition?.filter ?? null;
  const evaluated = share > 1 ? contactsOfShare(tenantId, share) : sql`contacts c where ${canBeMember(tenantId)}`;
  const members = (condition: Statement) => sql`select c.id from ${evaluated} and ${condition}`;
  const without = filter === null ? sql`false` : compileFilter(filter, context);
  const after = saved ? compileMembership({ id: saved.id, definition }, context) : without;
  const before = saved ? compileMembership(saved, context) : sql`false`;
  const [row] = await evaluate<Counted>(
    ctx,
    context,
    filter,
    sql`
      with after as materialized (${members(after)}),
      before as materialized (${members(before)}),
      entering as materialized (select id from after except select id from before),
      leaving as materialized (select id from before except select id from after)
      select ${countOf('after', share)} as members,
        case when ${saved !== undefined}::boolean
          then jsonb_build_object('entering', ${countOf('entering', share)}, 'leaving', ${countOf('leaving', share)}) end as changes`,
  );
  return { ...row!, takenAt: context.now.toISOString() };
}

/** How many there are, and the newest of them. */
function countOf(set: 'after' | 'entering' | 'leaving', share: number): Statement {
  const name = sql.trusted(set);
  return sql`jsonb_build_object('count', (select count(*) from ${name}) * ${String(share)}::bigint, 'isEstimate', ${share > 1}::boolean, 'sample', coalesce((
    select jsonb_agg(id order by id desc)
    from (select id from ${name} order by id desc limit ${segmentLimitsOfShop.sampleSize}) newest), '[]'))`;
}
