import { type MergedPair, type PersonData, personIds } from '../contacts/index.ts';
import { sql } from '../db/index.ts';
import type { Id } from '../lib/index.ts';
import type { AnyContext, Context, Transaction } from '../ports/index.ts';

async function deleteOverrides(ctx: AnyContext, tenantId: Id<'ten'>, contactIds: readonly string[]): Promise<void> {
  await ctx.db.query(sql`
    delete from segment_overrides where tenant_id = ${tenantId} and contact_id in ${sql.texts(contactIds)}`);
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
  erase: (ctx, { tenantId, contactIds }) => deleteOverrides(ctx, tenantId, contactIds),
  forget: deleteOverrides,
  export: (tenantId, contactId) => ({
    segments: sql`
      select s.name as segment, o.is_member as "isMember", o.changed_at as "changedAt"
      from segment_overrides o join segments s on s.id = o.segment_id
      where o.tenant_id = ${tenantId} and o.contact_id in (${personIds(contactId)}) order by o.changed_at`,
  }),
  merge: joinOverrides,
};
