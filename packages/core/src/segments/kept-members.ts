import { sql } from '../db/index.ts';
import { DomainError, type Id } from '../lib/index.ts';
import type { AnyContext, Statement } from '../ports/index.ts';
import { builtInSegments, segmentRule } from './built-in.ts';
import { readSegments } from './stored-segments.ts';

/**
 * The condition that a row `c` of contacts is in a segment.
 * @throws DomainError `not_found`
 */
export async function segmentCondition(ctx: AnyContext, tenantId: Id<'ten'>, segmentId: string): Promise<Statement> {
  if (segmentId === 'newsletter') return segmentRule(tenantId, segmentId);
  const found = await ctx.db.query(sql`
    select 1 from segments where tenant_id = ${tenantId} and id = ${segmentId} and archived_at is null`);
  if (found.length === 0) throw new DomainError('not_found', 'there is no segment with this id');
  return sql`exists (select from segment_members m where m.segment_id = ${segmentId} and m.contact_id = c.id)`;
}

/** The segments that a contact is in. */
export async function readSegmentsOf(
  ctx: AnyContext,
  tenantId: Id<'ten'>,
  contactId: Id<'ctc'>,
): Promise<{ id: string; name: string }[]> {
  const builtIn = builtInSegments.map(({ id }) => sql`case when ${segmentRule(tenantId, id)} then ${id}::text end`);
  const [row] = await ctx.db.query<{ ids: string[] }>(sql`
    select to_jsonb(array_remove(array[${sql.join(builtIn, ', ')}], null) || array(
      select m.segment_id from segment_members m where m.contact_id = c.id)) as ids
    from contacts c where c.tenant_id = ${tenantId} and c.id = ${contactId} and c.merged_into is null and c.erased_at is null`);
  const stored = await readSegments(ctx, tenantId);
  const known = [...builtInSegments, ...stored.filter(({ archivedAt }) => archivedAt === null)];
  return known.filter(({ id }) => row?.ids.includes(id)).map(({ id, name }) => ({ id, name }));
}
