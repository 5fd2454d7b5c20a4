import { recordConsent, revokeConsents } from '@beckon/core/consent';
import { findOrCreateByEmail, type LockedContact, lockContact, verifyEmail } from '@beckon/core/contacts';
import type { Id } from '@beckon/core/lib';
import type { Context, Transaction } from '@beckon/core/ports';
import type { Consent } from './types.ts';

const proof = { source: 'simulator', method: 'simulator', evidence: { source: 'simulator' } };

/**
 * Writes grants into the ledger of a simulated shop, with the address taken as verified. In a real shop only a
 * confirmation link, a signed identity or the secret key grants consent; here the test stands for one of them.
 */
export function grantConsents(
  ctx: Context,
  tenantId: Id<'ten'>,
  email: string,
  consents: readonly Consent[],
): Promise<void> {
  return withContact(ctx, tenantId, email, async (inTx, { id: contactId, isEmailVerified }) => {
    if (!isEmailVerified) await verifyEmail(inTx, tenantId, contactId, { firstName: null, language: null });
    await recordConsent(
      inTx,
      tenantId,
      consents.map((type) => ({ ...proof, contactId, type, action: 'granted', wordingVersion: null })),
    );
  });
}

/** Writes withdrawals into the ledger. */
export function withdrawConsents(
  ctx: Context,
  tenantId: Id<'ten'>,
  email: string,
  consents: readonly Consent[],
): Promise<void> {
  return withContact(ctx, tenantId, email, (inTx, { id }) => revokeConsents(inTx, tenantId, id, consents, proof));
}

/** Locks the contact of an address while something is written about it. */
async function withContact(
  ctx: Context,
  tenantId: Id<'ten'>,
  email: string,
  write: (inTx: Context<Transaction>, contact: LockedContact) => Promise<unknown>,
): Promise<void> {
  const id = await findOrCreateByEmail(ctx, tenantId, email);
  await ctx.db.transaction(async (tx) => {
    const inTx = { ...ctx, db: tx };
    await write(inTx, (await lockContact(inTx, tenantId, { id }))!);
  });
}
