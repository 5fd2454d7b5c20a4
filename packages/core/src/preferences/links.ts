import type { PreferencesLinkRequest } from '@beckon/contract';
import type { RequestEvidence } from '../consent/index.ts';
import { lockContact, lockContactOfAddress } from '../contacts/index.ts';
import { sql } from '../db/index.ts';
import type { Id } from '../lib/index.ts';
import { makeBoundToken } from '../links/index.ts';
import type { EventSource } from '../log/index.ts';
import { deliver } from '../messages/index.ts';
import type { Context, Transaction } from '../ports/index.ts';
import { readFormAddress, takeSignUp } from '../sign-ups/index.ts';
import { readPreferencesLink } from './authorize.ts';

const hour = 60 * 60 * 1_000;

/**
 * Mails the link to the preferences of an address, if it may get one. The caller learns nothing about the address: an
 * unknown address is treated like all others, as at a sign-up, and gets a link to preferences that are still empty.
 * @throws DomainError `validation_failed` when the address is invalid or of a disposable provider
 */
export async function sendPreferencesLink(
  ctx: Context,
  source: EventSource,
  request: PreferencesLinkRequest,
  evidence: RequestEvidence,
): Promise<void> {
  const email = readFormAddress(request);
  await ctx.db.transaction(async (tx) => {
    const inTx = { ...ctx, db: tx };
    const { tenantId } = source;
    const { id: contactId, isNew: isNewContact, generation } = await lockContactOfAddress(inTx, tenantId, email);
    const signUp = {
      kind: 'preferences' as const,
      tenantId,
      contactId,
      isNewContact,
      email,
      sourceId: source.id,
      submissionId: request.submissionId ?? null,
      anonymousId: null,
      firstName: null,
      language: null,
      wordingVersion: '',
      evidence,
    };
    await takeSignUp(inTx, signUp, (id) => mailLink(inTx, tenantId, contactId, generation, id));
  });
}

/**
 * Mails a fresh link to replace one of ours that has expired: to the current address of its contact, once an hour,
 * three times a day, ten times in thirty days. Any other text has no effect, and the caller cannot tell the difference.
 */
export async function renewPreferencesLink(ctx: Context, token: string): Promise<void> {
  const link = readPreferencesLink(ctx, token);
  if (!link) return;
  await ctx.db.transaction(async (tx) => {
    const inTx = { ...ctx, db: tx };
    const contact = await lockContact(inTx, link.tenantId, { id: link.subject });
    if (!contact || contact.email === null) return;
    if (!(await mayMailLink(inTx, link.tenantId, contact.id))) return;
    const time = Math.floor(ctx.clock.now().getTime() / hour);
    await mailLink(inTx, link.tenantId, contact.id, contact.generation, `${contact.id}/${time}`);
  });
}

/** Mails with a fresh link that old links may bring a contact, in a day and in thirty: mails are passed on. */
const maxRenewals = { day: 3, month: 10 };

async function mayMailLink(ctx: Context<Transaction>, tenantId: Id<'ten'>, contactId: Id<'ctc'>): Promise<boolean> {
  const since = (days: number) => new Date(ctx.clock.now().getTime() - days * 24 * hour);
  const [sent] = await ctx.db.query<{ day: number; month: number }>(sql`
    select count(*) filter (where created_at > ${since(1)})::int as day, count(*)::int as month from deliveries
    where tenant_id = ${tenantId} and contact_id = ${contactId} and created_at > ${since(30)}
      and business_key like 'preferences/ctc%'`);
  return sent!.day < maxRenewals.day && sent!.month < maxRenewals.month;
}

async function mailLink(
  ctx: Context<Transaction>,
  tenantId: Id<'ten'>,
  contactId: Id<'ctc'>,
  generation: number,
  occasion: string,
): Promise<void> {
  const token = makeBoundToken(ctx, 'preferences', tenantId, contactId, generation);
  await deliver(ctx, {
    tenantId,
    contactId,
    message: 'preferences_link',
    businessKey: `preferences/${occasion}`,
    variables: { preferences_url: `${ctx.publicUrl}/p/${token}` },
  });
}
