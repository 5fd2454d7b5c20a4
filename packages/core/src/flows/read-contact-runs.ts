import type { FlowRun } from '@beckon/contract';
import { findContact } from '../contacts/index.ts';
import { sql } from '../db/index.ts';
import { DomainError, type Id } from '../lib/index.ts';
import type { AnyContext } from '../ports/index.ts';
import { runColumns } from './active-runs.ts';
import { toFlowRun } from './read-runs.ts';
import type { Run } from './run.ts';

/**
 * The runs of a contact in all flows, newest first.
 * @param page `before` is the id at which the last page ended
 * @throws DomainError `not_found`
 */
export async function listContactRuns(
  ctx: AnyContext,
  tenantId: Id<'ten'>,
  contactId: Id<'ctc'>,
  page: { limit: number; before: string | null },
): Promise<FlowRun[]> {
  const contact = await findContact(ctx, tenantId, { id: contactId });
  if (!contact) throw new DomainError('not_found', 'there is no contact with this id');
  const rows = await ctx.db.query<Run & { flow: string }>(sql`
    select ${runColumns}, f.name as flow from flow_runs r join flows f on f.id = r.flow_id
    where r.tenant_id = ${tenantId} and r.contact_id = ${contact.id}
      and (${page.before}::text is null or r.id < ${page.before})
    order by r.id desc limit ${page.limit}`);
  return rows.map(toFlowRun);
}
