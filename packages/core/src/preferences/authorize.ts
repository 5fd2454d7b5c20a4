import { isSignedPerson } from '../collect/index.ts';
import { type ContactName, findContact, type LockedContact, lockContact } from '../contacts/index.ts';
import { DomainError, type Id, normalizeEmail } from '../lib/index.ts';
import { type BoundToken, boundTokenLifetimes, readBoundToken } from '../links/index.ts';
import type { EventSource } from '../log/index.ts';
import type { AnyContext, Context, Transaction } from '../ports/index.ts';

/** How a shopper proves their identity; `source` is the source of the write key used, null on our own pages. */
export type Claim = {
  source: EventSource | null;
  token?: string | undefined;
  userId?: string | undefined;
  email?: string | undefined;
  signature?: string | undefined;
};

/** Whose preferences they are, and how that was shown: by a link from their mail, or by the shop's server. */
export type Authorized = { tenantId: Id<'ten'>; contactId: Id<'ctc'>; by: 'token' | 'signature' };

/**
 * Finds the contact whose preferences a claim opens, and locks it if `ctx` is a transaction: the gate takes the same
 * lock. A forged, expired, revoked or foreign claim and a claim about an unknown contact are refused in the same way.
 * @throws DomainError `token_invalid`
 */
export async function authorize(ctx: AnyContext, claim: Claim): Promise<Authorized> {
  const found = claim.token === undefined ? await findSigned(ctx, claim) : await findByToken(ctx, claim, claim.token);
  if (!found) throw new DomainError('token_invalid');
  return found;
}

async function findByToken(ctx: AnyContext, { source }: Claim, token: string): Promise<Authorized | null> {
  const link = readBoundToken(ctx, 'preferences', token);
  if (!link || link.isExpired || (source && source.tenantId !== link.tenantId)) return null;
  const contact = await find(ctx, link.tenantId, { id: link.subject });
  // A link to the preferences of a contact that was merged or has moved has ended with its generation.
  return contact?.id === link.subject && contact.generation === link.generation
    ? { tenantId: link.tenantId, contactId: contact.id, by: 'token' }
    : null;
}

/** A preferences link made by us, from a mail's footer or requested, whatever its age; null for any other text. */
export function readPreferencesLink(ctx: AnyContext, token: string): BoundToken | null {
  return readBoundToken(ctx, 'preferences', token) ?? readBoundToken(ctx, 'reduce', token);
}

/**
 * Finds the contact whose messages one of our links may reduce. The link in a mail's footer can do so for a year; a
 * requested link for as long, even when it no longer shows the preferences. Locks the contact if `ctx` is a
 * transaction.
 * @throws DomainError `token_invalid`
 */
export async function authorizeReduction(ctx: AnyContext, token: string): Promise<Authorized> {
  const link = readPreferencesLink(ctx, token);
  const mayReduce = link && link.age < boundTokenLifetimes.reduce;
  const contact = mayReduce ? await find(ctx, link.tenantId, { id: link.subject }) : null;
  if (!link || contact?.id !== link.subject || contact.generation !== link.generation) {
    throw new DomainError('token_invalid');
  }
  return { tenantId: link.tenantId, contactId: contact.id, by: 'token' };
}

async function findSigned(
  ctx: AnyContext,
  { source, userId, email: given, signature }: Claim,
): Promise<Authorized | null> {
  if (!source || signature === undefined) return null;
  const email = given === undefined ? null : normalizeEmail(given);
  const person = userId !== undefined ? { userId } : email !== null ? { email } : null;
  if (!person || !isSignedPerson(ctx, source, person, signature)) return null;
  const contact = await find(ctx, source.tenantId, person);
  return contact ? { tenantId: source.tenantId, contactId: contact.id, by: 'signature' } : null;
}

function find(ctx: AnyContext, tenantId: Id<'ten'>, name: ContactName): Promise<LockedContact | null> {
  return isInTransaction(ctx) ? lockContact(ctx, tenantId, name) : findContact(ctx, tenantId, name);
}

function isInTransaction(ctx: AnyContext): ctx is Context<Transaction> {
  return 'inTransaction' in ctx.db;
}

/**
 * A shopper who followed a link from their mail: required where a signature in a page is not enough, since it never
 * expires.
 * @throws DomainError `token_invalid`
 */
export async function authorizeOwner(ctx: AnyContext, claim: Claim): Promise<Authorized> {
  const person = await authorize(ctx, claim);
  if (person.by !== 'token') throw new DomainError('token_invalid', 'this needs a link from an email');
  return person;
}
