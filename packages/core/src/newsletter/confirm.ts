import { liftUnsubscribe, type RequestEvidence } from '../consent/index.ts';
import { verifyEmail } from '../contacts/index.ts';
import { DomainError } from '../lib/index.ts';
import { readToken } from '../links/index.ts';
import { appendOwnEvent } from '../log/index.ts';
import type { Context } from '../ports/index.ts';
import { confirmSignUp } from '../sign-ups/index.ts';
import { findOwnSource } from '../sources/index.ts';
import { welcomeSubscriber } from './welcome.ts';

/**
 * Uses a confirmation link: the address is theirs, consent is granted and recorded, the welcome message is due. Using
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
    await welcomeSubscriber(inTx, tenantId, {
      contactId,
      language,
      interests: properties.interests,
      wordingVersion,
      method: 'double_opt_in',
      evidence: { signUp: signUp.evidence, confirmation: evidence },
    });
    await appendOwnEvent(inTx, await findOwnSource(inTx, tenantId), {
      type: 'newsletter_confirmed',
      isTrusted: true,
      anonymousId: signUp.anonymousId,
      email,
      properties: {},
    });
  });
}
