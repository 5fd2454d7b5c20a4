import type { SubscribeRequest } from '@beckon/contract';
import { findOwnSource } from '../access/index.ts';
import {
  makeToken,
  noteSignUp,
  type RequestEvidence,
  readFormAddress,
  recordConsent,
  type SignUpAnswers,
} from '../consent/index.ts';
import { findOrCreateByEmail } from '../contacts/index.ts';
import { sql } from '../db/index.ts';
import { appendOwnEvent, type EventSource } from '../log/index.ts';
import { deliver } from '../messages/index.ts';
import type { Context, Transaction } from '../ports/index.ts';

/**
 * Starts a newsletter sign-up: the contact becomes pending and a confirmation goes to the address, if it may get one.
 * The caller learns nothing about the address, and nothing of an existing contact changes.
 * @throws DomainError `validation_failed` when the address is none, or of a throw-away provider
 */
export async function subscribe(
  ctx: Context,
  source: EventSource,
  request: SubscribeRequest,
  evidence: RequestEvidence,
): Promise<void> {
  const email = readFormAddress(request);
  if (email === null) return;
  await ctx.db.transaction((tx) => signUp({ ...ctx, db: tx }, source, request, email, evidence));
}

async function signUp(
  ctx: Context<Transaction>,
  source: EventSource,
  request: SubscribeRequest,
  email: string,
  evidence: RequestEvidence,
): Promise<void> {
  const { tenantId } = source;
  const contactId = await findOrCreateByEmail(ctx, tenantId, email);
  await ctx.db.query(sql`select 1 from contacts where id = ${contactId} for update`);
  const firstName = request.firstName?.trim() || null;
  const proof = {
    ...evidence,
    wording: request.wording,
    pageUrl: request.pageUrl ?? null,
    formId: request.formId ?? null,
  };
  const noted = await noteSignUp(ctx, {
    kind: 'newsletter',
    tenantId,
    contactId,
    email,
    sourceId: source.id,
    submissionId: request.submissionId ?? null,
    anonymousId: request.anonymousId ?? null,
    firstName,
    language: request.language ?? null,
    answers: readAnswers(request),
    wordingVersion: request.wordingVersion,
    evidence: proof,
  });
  if (!noted?.mayConfirm) return;
  await recordConsent(ctx, tenantId, [
    {
      contactId,
      type: 'email',
      action: 'requested',
      source: 'newsletter',
      method: 'form',
      wordingVersion: request.wordingVersion,
      evidence: proof,
    },
    ...(request.phone && request.smsConsent
      ? [
          {
            contactId,
            type: 'sms' as const,
            action: 'requested' as const,
            source: 'newsletter',
            method: 'form',
            wordingVersion: request.smsConsent.wordingVersion,
            evidence: { ...proof, wording: request.smsConsent.wording },
          },
        ]
      : []),
  ]);
  await deliver(ctx, {
    tenantId,
    contactId,
    message: 'newsletter_confirmation',
    businessKey: `confirm/${noted.id}`,
    language: request.language,
    variables: {
      confirm_url: `${ctx.publicUrl}/c/${makeToken(ctx, 'confirm', tenantId, noted.id)}`,
      never_url: `${ctx.publicUrl}/n/${makeToken(ctx, 'never_again', tenantId, contactId)}`,
      ...(firstName === null ? {} : { first_name: firstName }),
    },
  });
  // Not trusted: whoever typed the address has not shown that it is theirs, so the visitor is not linked to it.
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
