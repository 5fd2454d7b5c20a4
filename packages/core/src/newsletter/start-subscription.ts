import { recordConsent } from '../consent/index.ts';
import type { Id } from '../lib/index.ts';
import { appendOwnEvent } from '../log/index.ts';
import type { Context, Transaction } from '../ports/index.ts';
import { findOwnSource } from '../sources/index.ts';
import { wantTopics } from '../topics/index.ts';

/** Records the start of a contact's subscription: the consent, and the event that starts the welcome flow. */
export async function startSubscription(
  ctx: Context<Transaction>,
  tenantId: Id<'ten'>,
  subscriber: {
    contactId: Id<'ctc'>;
    email: string;
    /** The browser in which the sign-up began, if the confirmation proves that it is the contact's. */
    anonymousId: string | null;
    interests?: readonly string[] | undefined;
    wordingVersion: string;
    method: 'double_opt_in' | 'single_opt_in';
    evidence: Record<string, unknown>;
  },
): Promise<void> {
  const { contactId, email, anonymousId, interests = [], ...proof } = subscriber;
  await wantTopics(ctx, tenantId, contactId, interests);
  const entry = { contactId, action: 'granted' as const, source: 'newsletter', ...proof };
  await recordConsent(ctx, tenantId, [
    { ...entry, type: 'email' },
    { ...entry, type: 'marketing' },
  ]);
  const event = { type: 'newsletter_confirmed', isTrusted: true, anonymousId, email, properties: {} } as const;
  await appendOwnEvent(ctx, await findOwnSource(ctx, tenantId), event);
}
