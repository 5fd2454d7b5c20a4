import { type MergedPair, type PersonData, personIds } from '../contacts/index.ts';
import { sql } from '../db/index.ts';
import type { Id } from '../lib/index.ts';
import type { AnyContext, Context, Transaction } from '../ports/index.ts';

async function deleteAll(ctx: AnyContext, tenantId: Id<'ten'>, contactIds: readonly string[]): Promise<void> {
  const ids = sql.texts(contactIds);
  await ctx.db.query(sql`delete from segment_overrides where tenant_id = ${tenantId} and contact_id in ${ids}`);
  await ctx.db.query(sql`delete from segment_changes where tenant_id = ${tenantId} and contact_id in ${ids}`);
  await deleteMembers(ctx, tenantId, contactIds);
  // Last: the deletion of overrides has marked them.
  await ctx.db.query(sql`delete from segment_marks where tenant_id = ${tenantId} and contact_id in ${ids}`);
}

async function deleteMembers(ctx: AnyContext, tenantId: Id<'ten'>, contactIds: readonly string[]): Promise<void> {
  await ctx.db.query(sql`
    with gone as (
      delete from segment_members where contact_id in ${sql.texts(contactIds)} returning segment_id
    )
    insert into segment_counts (tenant_id, segment_id, members)
    select ${tenantId}, segment_id, -count(*) from gone group by segment_id`);
}

/**
 * The person has not left the segments of the merged contact: the other one takes its place in them, and leaves where it does
 * not match when it is evaluated.
 */
async function joinMembers(ctx: Context<Transaction>, { tenantId, mergedId, contactId }: MergedPair): Promise<void> {
  await ctx.db.query(sql`
    with added as (
      insert into segment_members (tenant_id, segment_id, contact_id, since)
      select tenant_id, segment_id, ${contactId}, since from segment_members where contact_id = ${mergedId}
      order by segment_id on conflict (segment_id, contact_id) do nothing returning segment_id
    )
    insert into segment_counts (tenant_id, segment_id, members) select ${tenantId}, segment_id, 1 from added`);
  await deleteMembers(ctx, tenantId, [mergedId]);
}

/** Who was removed from a segment by hand as one of the two contacts stays removed. */
async function joinOverrides(ctx: Context<Transaction>, { tenantId, mergedId, contactId }: MergedPair): Promise<void> {
  await ctx.db.query(sql`
    insert into segment_overrides as o (tenant_id, segment_id, contact_id, is_member, changed_at)
    select tenant_id, segment_id, ${contactId}, is_member, changed_at from segment_overrides
    where tenant_id = ${tenantId} and contact_id = ${mergedId} order by segment_id
    on conflict (segment_id, contact_id) do update set is_member = o.is_member and excluded.is_member`);
}

export const personData: PersonData = {
  room: 'segments',
  erase: (ctx, { tenantId, contactIds }) => deleteAll(ctx, tenantId, contactIds),
  forget: deleteAll,
  export: (tenantId, contactId) => ({
    segments: sql`
      select s.name as segment, m.since from segment_members m join segments s on s.id = m.segment_id
      where m.tenant_id = ${tenantId} and m.contact_id in (${personIds(contactId)}) order by m.since`,
    segmentsByHand: sql`
      select s.name as segment, o.is_member as "isMember", o.changed_at as "changedAt"
      from segment_overrides o join segments s on s.id = o.segment_id
      where o.tenant_id = ${tenantId} and o.contact_id in (${personIds(contactId)}) order by o.changed_at`,
    segmentChanges: sql`
      select s.name as segment, c.change, c.reason, c.at from segment_changes c join segments s on s.id = c.segment_id
      where c.tenant_id = ${tenantId} and c.contact_id in (${personIds(contactId)}) order by c.at`,
  }),
  async merge(ctx, pair) {
    await joinOverrides(ctx, pair);
    await joinMembers(ctx, pair);
  },
};
