import { sql } from '../db/index.ts';
import type { Id } from '../lib/index.ts';
import type { Context, Transaction } from '../ports/index.ts';
import type { Run } from './run.ts';

export const runColumns = sql.trusted(`r.id, r.tenant_id as "tenantId", r.flow_id as "flowId", r.version,
  r.contact_id as "contactId", r.entry_key as "entryKey", r.status, r.step_id as "stepId", r.due_at as "dueAt",
  r.is_waiting as "isWaiting", r.since, r.since_seq as "sinceSeq",
  r.trigger, r.taken, r.entered_at as "enteredAt", r.ended_at as "endedAt",
  r.end_reason as "endReason", r.goal_at as "goalAt"`);

/**
 * Locks the runs that contacts are inside of, in the order in which they entered: a flow may be archived at any moment.
 * Call it with the contacts locked.
 */
export function lockActiveRuns(
  ctx: Context<Transaction>,
  tenantId: Id<'ten'>,
  contactIds: readonly string[],
): Promise<Run[]> {
  return ctx.db.query<Run>(sql`
    select ${runColumns} from flow_runs r
    where r.tenant_id = ${tenantId} and r.contact_id in ${sql.texts(contactIds)} and r.status = 'active' order by r.id
    for update`);
}

/**
 * The runs of contacts that came to their end while a message of theirs is not sent yet, such as one that waits for the morning.
 * Call it with the contacts locked: then none of these messages can be sent meanwhile.
 */
export function findUnsentRuns(
  ctx: Context<Transaction>,
  tenantId: Id<'ten'>,
  contactIds: readonly string[],
): Promise<Run[]> {
  return ctx.db.query<Run>(sql`
    select ${runColumns} from flow_runs r
    where r.tenant_id = ${tenantId} and r.contact_id in ${sql.texts(contactIds)}
      and (r.status = 'finished' or r.end_reason = 'exit_step') and exists (
      select from deliveries d where d.origin ? 'runId' and d.origin ->> 'runId' = r.id and d.status = 'due')
    order by r.id`);
}
