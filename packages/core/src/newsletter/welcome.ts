import { recordConsent } from '../consent/index.ts';
import type { Id } from '../lib/index.ts';
import { deliver } from '../messages/index.ts';
import type { Context, Transaction } from '../ports/index.ts';
import { wantTopics } from '../topics/index.ts';

/** Records the start of a contact's subscription and sends the welcome message. */
export async function welcomeSubscriber(
  ctx: Context<Transaction>,
  tenantId: Id<'ten'>,
  subscriber: {
    contactId: Id<'ctc'>;
    language: string | null;
    interests?: readonly string[] | undefined;
    wordingVersion: string;
    method: 'double_opt_in' | 'single_opt_in';
    evidence: Record<string, unknown>;
  },
): Promise<void> {
  const { contactId, language, interests = [], ...proof } = subscriber;
  await wantTopics(ctx, tenantId, contactId, interests);
  const entry = { contactId, action: 'granted' as const, source: 'newsletter', ...proof };
  await recordConsent(ctx, tenantId, [
    { ...entry, type: 'email' },
    { ...entry, type: 'marketing' },
  ]);
  await deliver(ctx, { tenantId, contactId, message: 'welcome', businessKey: `welcome/${contactId}`, language });
}
