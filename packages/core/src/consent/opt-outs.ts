import { lockContactsOfMailbox } from '../contacts/index.ts';
import { normalizeEmail } from '../lib/index.ts';
import type { Context } from '../ports/index.ts';
import { revokeConsents } from './revoke.ts';
import { type SuppressionReason, suppress } from './suppression.ts';

/** What another system knows of an address that must not be written to. */
export type OptOut = { email: string; reason: SuppressionReason } | { phone: string; reason: SuppressionReason };

/**
 * Takes over an opt-out: the address is stopped, and where contacts have it, in any spelling, their consents end. It can only take away.
 * @returns false when the e-mail address is none
 */
export async function recordOptOut(ctx: Context, tenantId: string, optOut: OptOut): Promise<boolean> {
  if ('phone' in optOut) {
    await suppress(ctx, tenantId, 'sms', optOut.phone, optOut.reason);
    return true;
  }
  const email = normalizeEmail(optOut.email);
  if (email === null) return false;
  await ctx.db.transaction(async (tx) => {
    const inTx = { ...ctx, db: tx };
    const contacts = await lockContactsOfMailbox(inTx, tenantId, email);
    await suppress(inTx, tenantId, 'email', email, optOut.reason);
    const refusal = { source: 'import', method: 'command', evidence: { reason: optOut.reason } };
    for (const { id } of contacts) await revokeConsents(inTx, tenantId, id, ['email', 'marketing'], refusal);
  });
  return true;
}
