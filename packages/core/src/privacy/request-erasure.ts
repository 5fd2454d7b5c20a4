import type { Erasure as ShownErasure } from '@beckon/contract';
import { readConsents, revokeConsents, suppress } from '../consent/index.ts';
import {
  type Erasure,
  findErasure,
  insertErasure,
  lockContact,
  mailboxHash,
  readTraces,
  type Traces,
} from '../contacts/index.ts';
import { sql } from '../db/index.ts';
import { DomainError, type Id } from '../lib/index.ts';
import { erasePerson } from '../persons/index.ts';
import type { Context, Transaction } from '../ports/index.ts';
import { authorizeOwner, type Claim } from '../preferences/index.ts';
import { enqueue, enqueueAgain } from '../queue/index.ts';
import { erasureJob } from './run-erasure.ts';

/** Who requested it, and how that was verified. */
export type ErasureMethod = 'link' | 'api_key' | 'session' | 'command';

/**
 * Accepts the erasure of a person. When this resolves, their profile, preferences and evidence are deleted, their
 * consents are revoked and their addresses are suppressed. A job then removes them from the log, which takes seconds.
 * What is kept: the ledger under the pseudonym of their contact, the keyed hash of a suppressed address, orders with
 * amount and date, events with type and time. A repeated request returns the existing erasure.
 * @throws DomainError `not_found`
 */
export async function requestErasure(
  ctx: Context,
  tenantId: Id<'ten'>,
  contactId: Id<'ctc'>,
  method: ErasureMethod,
): Promise<Erasure> {
  const erasure = await ctx.db.transaction((tx) => accept({ ...ctx, db: tx }, tenantId, contactId, method));
  noteAcceptance(ctx, erasure, method);
  return erasure;
}

function noteAcceptance(ctx: Context, { id, contactId }: Erasure, method: ErasureMethod): void {
  ctx.log.info('erasure accepted', { erasureId: id, contactId, method });
}

/** An erasure as the API shows it. */
export function toErasure({ id, contactId, status, erasedEvents, requestedAt, finishedAt }: Erasure): ShownErasure {
  return {
    id,
    contactId,
    status,
    erasedEvents,
    requestedAt: requestedAt.toISOString(),
    finishedAt: finishedAt?.toISOString() ?? null,
  };
}

/**
 * Erases the person who followed a link from their mail.
 * @throws DomainError `token_invalid`
 */
export async function requestOwnErasure(ctx: Context, claim: Claim): Promise<Erasure> {
  const erasure = await ctx.db.transaction(async (tx) => {
    const inTx = { ...ctx, db: tx };
    // Under the lock: a link that is invalidated in the meantime erases nothing.
    const { tenantId, contactId } = await authorizeOwner(inTx, claim);
    return accept(inTx, tenantId, contactId, 'link');
  });
  noteAcceptance(ctx, erasure, 'link');
  return erasure;
}

async function accept(
  ctx: Context<Transaction>,
  tenantId: Id<'ten'>,
  contactId: Id<'ctc'>,
  method: ErasureMethod,
): Promise<Erasure> {
  // The gate takes the same lock: no message is sent from here on.
  const contact = await lockContact(ctx, tenantId, { id: contactId });
  if (!contact) {
    const known = await findErasure(ctx, tenantId, contactId);
    if (known) {
      // Its job may be dead: a repeated request starts it again.
      if (known.status === 'running') await enqueueAgain(ctx, erasureJob, toJob(tenantId, known));
      return known;
    }
    throw new DomainError('not_found', 'there is no contact with this id');
  }
  await ctx.db.query(sql`select 1 from contacts where merged_into = ${contact.id} order by id for update`);
  const traces = await readTraces(ctx, contact.id);
  const erasure = await insertErasure(ctx, tenantId, { contactId: contact.id, method, traces });
  const mailbox = contact.email === null ? null : mailboxHash(ctx, tenantId, contact.email);
  await erasePerson(ctx, { ...traces, tenantId, mailbox });
  await enqueue(ctx, erasureJob, [toJob(tenantId, erasure)]);
  // Last, since it takes the lock that all entries of the shop wait for.
  await stop(ctx, tenantId, contact.id, traces, method);
  return erasure;
}

const toJob = (tenantId: Id<'ten'>, { id }: Erasure) => ({ tenantId, payload: { erasureId: id }, uniqueKey: id });

/**
 * A person who is erased gets no more mails: their consents are revoked in the ledger and their addresses suppressed.
 */
async function stop(
  ctx: Context<Transaction>,
  tenantId: Id<'ten'>,
  contactId: Id<'ctc'>,
  { emails, phones }: Traces,
  method: ErasureMethod,
): Promise<void> {
  for (const address of emails) await suppress(ctx, tenantId, 'email', address, 'unsubscribed');
  // A link from a mail proves nothing about a phone: a number entered in a form may be another person's.
  if (method !== 'link') for (const phone of phones) await suppress(ctx, tenantId, 'sms', phone, 'unsubscribed');
  const states = await readConsents(ctx, tenantId, contactId);
  const types = states.filter(({ state }) => state !== 'revoked').map(({ type }) => type);
  await revokeConsents(ctx, tenantId, contactId, types, { source: 'erasure', method, evidence: {} });
}
