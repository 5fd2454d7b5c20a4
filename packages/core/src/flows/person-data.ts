import { type MergedPair, type PersonData, personIds } from '../contacts/index.ts';
import { sql } from '../db/index.ts';
import type { Id } from '../lib/index.ts';
import { skipDeliveriesOfRuns } from '../messages/index.ts';
import type { AnyContext, Context, Transaction } from '../ports/index.ts';
import type { flowRuns } from './tables.ts';

async function deleteRuns(ctx: AnyContext, tenantId: Id<'ten'>, contactIds: readonly string[]): Promise<void> {
  await ctx.db.query(sql`
    with gone as (
      delete from flow_runs where tenant_id = ${tenantId} and contact_id in ${sql.texts(contactIds)} returning id
    ), steps as (
      delete from flow_run_steps where tenant_id = ${tenantId} and run_id in (select id from gone)
    )
    delete from flow_refusals where tenant_id = ${tenantId} and contact_id in ${sql.texts(contactIds)}`);
}

/** Of two runs in the same flow, under the same key, the one that entered first goes on. */
async function joinRuns(ctx: Context<Transaction>, { tenantId, mergedId, contactId }: MergedPair): Promise<void> {
  const ended = await ctx.db.query<Pick<typeof flowRuns.$inferSelect, 'id'>>(sql`
    update flow_runs r set status = 'exited', end_reason = 'merged', ended_at = ${ctx.clock.now()}, step_id = null,
      due_at = null, is_waiting = false
    from flow_runs o
    where r.tenant_id = ${tenantId} and r.status = 'active' and o.tenant_id = ${tenantId} and o.status = 'active'
      and o.flow_id = r.flow_id and o.entry_key = r.entry_key
      and (r.contact_id, o.contact_id) in ((${mergedId}, ${contactId}), (${contactId}, ${mergedId}))
      and (o.entered_at, o.id) < (r.entered_at, r.id)
    returning r.id`);
  await skipDeliveriesOfRuns(
    ctx,
    ended.map(({ id }) => id),
  );
  await ctx.db.query(sql`
    update flow_runs set contact_id = ${contactId} where tenant_id = ${tenantId} and contact_id = ${mergedId}`);
  await ctx.db.query(sql`
    update flow_refusals set contact_id = ${contactId} where tenant_id = ${tenantId} and contact_id = ${mergedId}`);
}

export const personData: PersonData = {
  room: 'flows',
  erase: (ctx, { tenantId, contactIds }) => deleteRuns(ctx, tenantId, contactIds),
  forget: deleteRuns,
  export: (tenantId, contactId) => ({
    flows: sql`
      select f.name as flow, r.entered_at as "enteredAt", r.status, r.ended_at as "endedAt"
      from flow_runs r join flows f on f.id = r.flow_id
      where r.tenant_id = ${tenantId} and r.contact_id in (${personIds(contactId)}) order by r.entered_at`,
  }),
  merge: joinRuns,
};
