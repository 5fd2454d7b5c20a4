import { type MergedPair, type PersonData, personIds } from '../contacts/index.ts';
import { sql } from '../db/index.ts';
import type { Id } from '../lib/index.ts';
import type { AnyContext, Context, Transaction } from '../ports/index.ts';

async function deleteAssignments(ctx: AnyContext, tenantId: Id<'ten'>, contactIds: readonly string[]): Promise<void> {
  await ctx.db.query(sql`
    delete from experiment_assignments where tenant_id = ${tenantId} and contact_id in ${sql.texts(contactIds)}`);
}

/** Of two assignments in the same experiment, the person keeps the earlier one: it decided what they got first. */
async function joinAssignments(
  ctx: Context<Transaction>,
  { tenantId, mergedId, contactId }: MergedPair,
): Promise<void> {
  await ctx.db.query(sql`
    insert into experiment_assignments as a (tenant_id, experiment_id, contact_id, variation, assigned_at)
    select tenant_id, experiment_id, ${contactId}, variation, assigned_at from experiment_assignments
    where tenant_id = ${tenantId} and contact_id = ${mergedId} order by experiment_id
    on conflict (experiment_id, contact_id) do update
      set variation = excluded.variation, assigned_at = excluded.assigned_at
      where excluded.assigned_at < a.assigned_at`);
  await deleteAssignments(ctx, tenantId, [mergedId]);
}

export const personData: PersonData = {
  room: 'experiments',
  erase: (ctx, { tenantId, contactIds }) => deleteAssignments(ctx, tenantId, contactIds),
  forget: deleteAssignments,
  export: (tenantId, contactId) => ({
    experiments: sql`
      select e.owner ->> 'kind' as kind, a.variation, a.assigned_at as "assignedAt"
      from experiment_assignments a join experiments e on e.id = a.experiment_id
      where a.tenant_id = ${tenantId} and a.contact_id in (${personIds(contactId)}) order by a.assigned_at`,
  }),
  merge: joinAssignments,
};
