import { recordConsent, revokeConsents } from '@beckon/core/consent';
import { findOrCreateByEmail, lockContact, verifyEmail } from '@beckon/core/contacts';
import type { Id } from '@beckon/core/lib';
import type { Context } from '@beckon/core/ports';
import type { Consent } from './types.ts';

const evidence = { source: 'simulator' };

/**
 * Writes grants into the ledger of a simulated shop, with the address taken as verified. In a real shop only a
 * confirmation link, a signed identity or the secret key grants consent; here the test stands for one of them.
 */
export async function grantConsents(
  ctx: Context,
  tenantId: Id<'ten'>,
  email: string,
  consents: readonly Consent[],
): Promise<void> {
  const found = await findOrCreateByEmail(ctx, tenantId, email);
  await ctx.db.transaction(async (tx) => {
    const inTx = { ...ctx, db: tx };
    const contact = await lockContact(inTx, tenantId, { id: found });
    const contactId = contact!.id;
    if (!contact!.isEmailVerified) await verifyEmail(inTx, tenantId, contactId, { firstName: null, language: null });
    await recordConsent(
      inTx,
      tenantId,
      consents.map((type) => ({
        ...{
          contactId,
          type,
          action: 'granted',
          source: 'simulator',
          method: 'simulator',
          wordingVersion: null,
          evidence,
        },
      })),
    );
  });
}

/** Writes withdrawals into the ledger. */
export async function withdrawConsents(
  ctx: Context,
  tenantId: Id<'ten'>,
  email: string,
  consents: readonly Consent[],
): Promise<void> {
  const found = await findOrCreateByEmail(ctx, tenantId, email);
  await ctx.db.transaction(async (tx) => {
    const inTx = { ...ctx, db: tx };
    const contact = await lockContact(inTx, tenantId, { id: found });
    await revokeConsents(inTx, tenantId, contact!.id, consents, { source: 'simulator', method: 'simulator', evidence });
  });
}
