import type { FlowStep } from '@beckon/contract';
import type { contacts } from '../contacts/index.ts';
import { joinTransaction, sql } from '../db/index.ts';
import { DomainError, type Id } from '../lib/index.ts';
import { appendOwnEvent } from '../log/index.ts';
import type { Context, Transaction } from '../ports/index.ts';
import { changeMembers } from '../segments/index.ts';
import { findOwnSource } from '../sources/index.ts';
import type { StepOutcome } from './tables.ts';

type ChangingStep = Extract<FlowStep, { kind: 'update_contact' | 'add_to_segment' | 'remove_from_segment' }>;

/**
 * Changes contacts as a step says. The contacts are locked.
 * @returns what became of it for each contact
 */
export async function changeContacts(
  ctx: Context<Transaction>,
  tenantId: Id<'ten'>,
  step: ChangingStep,
  contactIds: readonly Id<'ctc'>[],
): Promise<Map<string, StepOutcome>> {
  if (step.kind === 'update_contact') return updateContacts(ctx, tenantId, step.properties, contactIds);
  const isAdded = step.kind === 'add_to_segment';
  const outcome = await changeMembers({ ...ctx, db: joinTransaction(ctx.db) }, tenantId, step.segment as Id<'seg'>, {
    contacts: [...contactIds],
    membership: isAdded ? 'in' : 'out',
  }).then(
    () => (isAdded ? 'added' : 'removed'),
    (error: unknown) => {
      if (error instanceof DomainError && error.code === 'not_found') return 'not_possible' as const;
      throw error;
    },
  );
  return new Map(contactIds.map((id) => [id, outcome]));
}

/** Contacts change by events, so that the log knows their whole history. */
async function updateContacts(
  ctx: Context<Transaction>,
  tenantId: Id<'ten'>,
  properties: Record<string, unknown>,
  contactIds: readonly Id<'ctc'>[],
): Promise<Map<string, StepOutcome>> {
  const source = await findOwnSource(ctx, tenantId);
  const rows = await ctx.db.query<Pick<typeof contacts.$inferSelect, 'id' | 'userId' | 'email'>>(sql`
    select id, user_id as "userId", email from contacts where id in ${sql.texts(contactIds)}`);
  const outcomes = new Map<string, StepOutcome>();
  for (const { id, userId, email } of rows) {
    // An event names its contact by one of these.
    const isNamed = userId !== null || email !== null;
    outcomes.set(id, isNamed ? 'updated' : 'not_possible');
    if (!isNamed) continue;
    const event = { type: 'contact_updated', isTrusted: true, anonymousId: null, userId, email, properties } as const;
    await appendOwnEvent(ctx, source, event);
  }
  return outcomes;
}
