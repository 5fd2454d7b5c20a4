import {
  type RequestEvidence,
  readHashSuppression,
  stopPhone,
  suppressHash,
  suppressionHash,
} from '../consent/index.ts';
import { findContact } from '../contacts/index.ts';
import { DomainError, type Id } from '../lib/index.ts';
import { readSmsLink } from '../links/index.ts';
import type { AnyContext, Context } from '../ports/index.ts';

/**
 * Uses the link in a text message: no further one goes to its number. It works for an erased contact too. A contact who
 * has another number by now keeps their consent.
 * @throws DomainError `token_invalid`
 */
export async function stopSmsByLink(ctx: Context, code: string, evidence: RequestEvidence): Promise<void> {
  const link = await readSmsLink(ctx, code);
  if (!link) throw new DomainError('token_invalid');
  const { tenantId, contactId, phoneHash } = link;
  await ctx.db.transaction(async (tx) => {
    const inTx = { ...ctx, db: tx };
    const phone = (await findContact(inTx, tenantId, { id: contactId }))?.phone ?? null;
    if (phone !== null && suppressionHash(ctx, tenantId, 'sms', phone).equals(phoneHash)) {
      await stopPhone(inTx, tenantId, phone, 'unsubscribed', { source: 'unsubscribe', method: 'link', evidence });
    } else await suppressHash(inTx, tenantId, 'sms', phoneHash, 'unsubscribed');
  });
}

/** Whose link it is, and whether text messages to its number are stopped; null for everything that we did not make. */
export async function readSmsOptOut(
  ctx: AnyContext,
  code: string,
): Promise<{ tenantId: Id<'ten'>; contactId: Id<'ctc'>; isStopped: boolean } | null> {
  const link = await readSmsLink(ctx, code);
  if (!link) return null;
  const { tenantId, contactId, phoneHash } = link;
  return { tenantId, contactId, isStopped: (await readHashSuppression(ctx, tenantId, 'sms', phoneHash)) !== null };
}
