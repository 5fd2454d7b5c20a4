import type { SubscribeRequest, SubscribeResponse } from '@beckon/contract';
import { isKnownMailbox, judgeWording, type RequestEvidence, recordConsent } from '../consent/index.ts';
import { learnFacts, lockContactOfAddress, lockMailbox, phoneFacts } from '../contacts/index.ts';
import { type Id, nameForMail } from '../lib/index.ts';
import { makeBlockToken, makeToken } from '../links/index.ts';
import { appendOwnEvent, type EventSource } from '../log/index.ts';
import { deliver } from '../messages/index.ts';
import type { Context, Transaction } from '../ports/index.ts';
import { type NewSignUp, readFormAddress, type SignUpAnswers, takeSignUp } from '../sign-ups/index.ts';
import { findOwnSource } from '../sources/index.ts';
import { readCountry, readOptIn } from '../tenants/index.ts';
import { startSubscription } from './start-subscription.ts';

/**
 * Starts a newsletter sign-up: the contact becomes pending and a confirmation is sent to the address, if it may get
 * one. In a shop with single opt-in the sign-up takes effect at once if the shop knows nothing about the mailbox. The
 * caller learns nothing about the address, and an existing contact is not changed.
 *
 * A phone number that cannot be read does not stop it: the contact gets none, and is not asked for consent to SMS.
 * @returns what the form said that has no effect; it depends on nothing but the form and the settings of the shop
 * @throws DomainError `validation_failed` when the address is invalid or of a disposable provider
 */
export async function subscribe(
  ctx: Context,
  source: EventSource,
  request: SubscribeRequest,
  evidence: RequestEvidence,
): Promise<Pick<SubscribeResponse, 'warnings'>> {
  const email = readFormAddress(request);
  return ctx.db.transaction(async (tx) => {
    const inTx = { ...ctx, db: tx };
    const { phone, unreadPhone } = phoneFacts(request.phone, await readCountry(inTx, source.tenantId));
    const { smsConsent, ...withoutSms } = request;
    await takeForm(inTx, source, phone === undefined ? withoutSms : request, email, evidence);
    return unreadPhone === undefined ? {} : { warnings: ['phone_unreadable'] };
  });
}

async function takeForm(
  ctx: Context<Transaction>,
  source: EventSource,
  request: SubscribeRequest,
  email: string,
  evidence: RequestEvidence,
): Promise<void> {
  const { tenantId } = source;
  await lockMailbox(ctx, tenantId, email);
  // Asked before the form makes a contact of the address.
  const isKnown = await isKnownMailbox(ctx, tenantId, email);
  const { id: contactId, isNew: isNewContact } = await lockContactOfAddress(ctx, tenantId, email);
  const firstName = nameForMail(request.firstName);
  const answers = readAnswers(request);
  const proof = {
    ...evidence,
    ...(await judgeWording(ctx, tenantId, request.wordingVersion, request.wording)),
    pageUrl: request.pageUrl ?? null,
    formId: request.formId ?? null,
  };
  const signUp: NewSignUp = {
    kind: 'newsletter',
    tenantId,
    contactId,
    isNewContact,
    email,
    sourceId: source.id,
    submissionId: request.submissionId ?? null,
    anonymousId: request.anonymousId ?? null,
    firstName,
    language: request.language ?? null,
    answers,
    wordingVersion: request.wordingVersion,
    evidence: proof,
  };
  const countsAtOnce = !isKnown && (await readOptIn(ctx, tenantId)) === 'single';
  await takeSignUp(ctx, signUp, (id) => begin(ctx, request, { ...signUp, id }, countsAtOnce));
}

/** What follows from a sign-up: the ledger hears of it, and a mail asks whether the address is theirs. */
async function begin(
  ctx: Context<Transaction>,
  request: SubscribeRequest,
  { id, tenantId, contactId, email, firstName, language, answers = {}, evidence: proof }: NewSignUp & { id: Id<'sgn'> },
  countsAtOnce: boolean,
): Promise<void> {
  const { wordingVersion, smsConsent } = request;
  const asked = { contactId, action: 'requested' as const, source: 'newsletter', method: 'form' };
  await recordConsent(ctx, tenantId, [
    ...(countsAtOnce ? [] : [{ ...asked, type: 'email' as const, wordingVersion, evidence: proof }]),
    ...(request.phone && smsConsent
      ? [
          {
            ...asked,
            type: 'sms' as const,
            wordingVersion: smsConsent.wordingVersion,
            evidence: {
              ...proof,
              ...(await judgeWording(ctx, tenantId, smsConsent.wordingVersion, smsConsent.wording)),
            },
          },
        ]
      : []),
  ]);
  if (countsAtOnce) {
    const { phone, ...properties } = answers;
    await learnFacts(ctx, tenantId, contactId, { firstName, language, phone, properties });
    const method = 'single_opt_in' as const;
    const { interests } = properties;
    // Nothing proves that the browser is the contact's.
    const subscriber = { contactId, email, anonymousId: null, interests, wordingVersion };
    await startSubscription(ctx, tenantId, { ...subscriber, method, evidence: proof });
  } else
    await deliver(ctx, {
      tenantId,
      contactId,
      message: 'newsletter_confirmation',
      businessKey: `confirm/${id}`,
      language,
      variables: {
        confirm_url: `${ctx.publicUrl}/c/${makeToken(ctx, 'confirm', tenantId, id)}`,
        block_url: `${ctx.publicUrl}/n/${makeBlockToken(ctx, tenantId, contactId, email)}`,
        ...(firstName === null ? {} : { first_name: firstName }),
      },
    });
  // Not trusted: entering the address does not prove that it belongs to the shopper, so the visitor is not linked to
  // it.
  await appendOwnEvent(ctx, await findOwnSource(ctx, tenantId), {
    type: 'newsletter_requested',
    isTrusted: false,
    anonymousId: request.anonymousId ?? null,
    email: null,
    properties: request.formId ? { formId: request.formId } : {},
  });
}

function readAnswers({ phone, birthday, interests }: SubscribeRequest): SignUpAnswers {
  return {
    ...(phone && { phone }),
    ...(birthday && { birthday }),
    ...(interests?.length && { interests: [...new Set(interests)] }),
  };
}
