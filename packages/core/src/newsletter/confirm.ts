import { liftUnsubscribe, type RequestEvidence } from '../consent/index.ts';
import { verifyEmail } from '../contacts/index.ts';
import { DomainError } from '../lib/index.ts';
import { readToken } from '../links/index.ts';
import type { Context } from '../ports/index.ts';
import { confirmSignUp } from '../sign-ups/index.ts';
import { startSubscription } from './start-subscription.ts';

/**
 * Uses a confirmation link: the address is theirs, consent is granted and recorded, the welcome flow begins. Using
 * the link again changes nothing.
 * @throws DomainError `token_invalid`
 */
export async function confirmSubscription(ctx: Context, token: string, evidence: RequestEvidence): Promise<void> {
  const link = readToken(ctx, 'confirm', token);
  if (!link) throw new DomainError('token_invalid');
  const { tenantId } = link;
  await ctx.db.transaction(async (tx) => {
    const inTx = { ...ctx, db: tx };
    const signUp = await confirmSignUp(inTx, tenantId, 'newsletter', link.subject);
    if (!signUp.isFirst) return;
    const { firstName, language, wordingVersion } = signUp;
    const { id: contactId, email } = signUp.contact;
    const { phone, ...properties } = signUp.answers;
    await verifyEmail(inTx, tenantId, contactId, { firstName, language, phone, properties });
    await liftUnsubscribe(inTx, tenantId, 'email', email);
    await startSubscription(inTx, tenantId, {
      contactId,
      email,
      anonymousId: signUp.anonymousId,
      interests: properties.interests,
      wordingVersion,
      method: 'double_opt_in',
      evidence: { signUp: signUp.evidence, confirmation: evidence },
    });
  });
}
