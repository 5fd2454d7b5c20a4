import { type LockedContact, lockContactsOfMailbox, lockContactsOfPhone } from '../contacts/index.ts';
import { type Id, normalizeEmail, readPhone } from '../lib/index.ts';
import type { Context, Transaction } from '../ports/index.ts';
import { readCountry } from '../tenants/index.ts';
import { type Refusal, revokeConsents } from './revoke.ts';
import { type SuppressionReason, suppress } from './suppression.ts';

/** An opt-out from another system: an address or a number that must not receive messages. */
export type OptOut = { email?: string | undefined; phone?: string | undefined; reason: SuppressionReason };

/**
 * Imports an opt-out: suppresses the address and the number, and revokes the consents of contacts that have them, in
 * any spelling. It never grants anything. A number without country code is read in the country of the shop.
 * @returns false when the e-mail address is invalid, or the phone number cannot be read: then nothing was done
 */
export async function recordOptOut(
  ctx: Context,
  tenantId: Id<'ten'>,
  { email: given, phone, reason }: OptOut,
): Promise<boolean> {
  const email = given === undefined ? undefined : normalizeEmail(given);
  const number = phone === undefined ? undefined : readPhone(phone, await readCountry(ctx, tenantId));
  if (email === null || number === null) return false;
  await ctx.db.transaction(async (tx) => {
    const inTx = { ...ctx, db: tx };
    if (email !== undefined) await stopEmail(inTx, tenantId, email, reason);
    if (number !== undefined) await stopPhone(inTx, tenantId, number, reason, refusalFor(reason));
  });
  return true;
}

async function stopEmail(ctx: Context<Transaction>, tenantId: Id<'ten'>, email: string, reason: SuppressionReason) {
  const contacts = await lockContactsOfMailbox(ctx, tenantId, email);
  await suppress(ctx, tenantId, 'email', email, reason);
  for (const { id } of contacts) await revokeConsents(ctx, tenantId, id, ['email', 'marketing'], refusalFor(reason));
}

/**
 * Ends text messages to a number: suppresses it, and revokes the consents of contacts that have it, in any spelling.
 * @returns the contacts, locked
 */
export async function stopPhone(
  ctx: Context<Transaction>,
  tenantId: Id<'ten'>,
  phone: string,
  reason: SuppressionReason,
  refusal: Refusal,
): Promise<LockedContact[]> {
  const contacts = await lockContactsOfPhone(ctx, tenantId, phone);
  await suppress(ctx, tenantId, 'sms', phone, reason);
  for (const { id } of contacts) await revokeConsents(ctx, tenantId, id, ['sms'], refusal);
  return contacts;
}

const refusalFor = (reason: SuppressionReason) => ({ source: 'import', method: 'command', evidence: { reason } });
