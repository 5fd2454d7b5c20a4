import type { JoinWaitlistRequest } from '@beckon/contract';
import { findOwnSource } from '../access/index.ts';
import { readProduct } from '../catalog/index.ts';
import { makeToken, type RequestEvidence, readFormAddress, takeSignUp } from '../consent/index.ts';
import { findOrCreateByEmail } from '../contacts/index.ts';
import { sql } from '../db/index.ts';
import { appendOwnEvent, type EventSource } from '../log/index.ts';
import { deliver } from '../messages/index.ts';
import type { Context, Transaction } from '../ports/index.ts';

const day = 24 * 60 * 60 * 1_000;

/** An entry that nobody confirmed goes after this long; one that waits is asked about after that. Milliseconds. */
export const waitlistTimes = { pending: 7 * day, waiting: 90 * day, answer: 14 * day } as const;

/** Wishes of one contact at a time: what list bombing needs is more. */
const mostWishes = 50;

/**
 * Puts an address on the waitlist of a product or variant. Whoever types an address has not shown that it is theirs, so
 * the entry waits for the link in a mail, unless it comes from a browser that is linked to just this contact. The
 * caller learns nothing about the address.
 * @throws DomainError `validation_failed` when the address is none, or of a throw-away provider
 */
export async function joinWaitlist(
  ctx: Context,
  source: EventSource,
  request: JoinWaitlistRequest,
  evidence: RequestEvidence,
): Promise<void> {
  const email = readFormAddress(request);
  if (email === null) return;
  await ctx.db.transaction(async (tx) => {
    const inTx = { ...ctx, db: tx };
    const contactId = await findOrCreateByEmail(inTx, source.tenantId, email);
    await tx.query(sql`select 1 from contacts where id = ${contactId} for update`);
    const isTheirs = await isTheirBrowser(inTx, source.tenantId, contactId, request.anonymousId ?? null);
    await addEntry(inTx, source.tenantId, contactId, request, isTheirs ? 'waiting' : 'pending');
    if (!isTheirs) await askForConfirmation(inTx, source, { contactId, email }, request, evidence);
  });
}

/** The browser in which this contact logged in or confirmed this address. Its id is a secret between it and us. */
async function isTheirBrowser(
  ctx: Context<Transaction>,
  tenantId: string,
  contactId: string,
  anonymousId: string | null,
): Promise<boolean> {
  const rows = await ctx.db.query(sql`
    select 1 from visitors v join visitor_periods p on p.visitor_id = v.id
    join contacts c on c.id = p.contact_id and c.email_verified_at is not null
    where v.tenant_id = ${tenantId} and v.anonymous_id = ${anonymousId} and p.contact_id = ${contactId}
      and p.until = 'infinity'`);
  return rows.length > 0;
}

/** One entry for each product and variant; one that waits already keeps its place. */
async function addEntry(
  ctx: Context<Transaction>,
  tenantId: string,
  contactId: string,
  { productId, variantId = '' }: JoinWaitlistRequest,
  status: 'pending' | 'waiting',
): Promise<void> {
  const now = ctx.clock.now();
  const expiresAt = new Date(now.getTime() + waitlistTimes[status]);
  await ctx.db.query(sql`
    insert into waitlist_entries as w (id, tenant_id, contact_id, product_id, variant_id, status, joined_at, expires_at)
    select ${ctx.ids.newId('wle')}, ${tenantId}, ${contactId}, ${productId}, ${variantId}, ${status}, ${now}, ${expiresAt}
    where (
      select count(*) from waitlist_entries
      where contact_id = ${contactId} and status in ('pending', 'waiting', 'notified')
    ) < ${mostWishes}::int
    on conflict (tenant_id, contact_id, product_id, variant_id) where status in ('pending', 'waiting', 'notified')
    do update set
      expires_at = greatest(w.expires_at, excluded.expires_at),
      -- Somebody who was told and asks again stands at the end of the line.
      joined_at = case when w.status = 'notified' then excluded.joined_at else w.joined_at end,
      messages = case when w.status = 'notified' then 0 else w.messages end,
      asked_at = null,
      status = case when excluded.status = 'waiting' then 'waiting' else w.status end`);
}

async function askForConfirmation(
  ctx: Context<Transaction>,
  source: EventSource,
  { contactId, email }: { contactId: string; email: string },
  request: JoinWaitlistRequest,
  evidence: RequestEvidence,
): Promise<void> {
  const { tenantId } = source;
  const signUp = {
    kind: 'waitlist' as const,
    tenantId,
    contactId,
    email,
    sourceId: source.id,
    submissionId: request.submissionId ?? null,
    anonymousId: request.anonymousId ?? null,
    firstName: null,
    language: request.language ?? null,
    wordingVersion: request.wordingVersion,
    evidence: { ...evidence, wording: request.wording, pageUrl: request.pageUrl ?? null },
  };
  await takeSignUp(ctx, signUp, async (id) => {
    const product = await readProduct(ctx, tenantId, request.productId, request.variantId ?? '');
    await deliver(ctx, {
      tenantId,
      contactId,
      message: 'waitlist_confirmation',
      businessKey: `confirm/${id}`,
      language: request.language,
      variables: {
        confirm_url: `${ctx.publicUrl}/w/${makeToken(ctx, 'join_waitlist', tenantId, id)}`,
        never_url: `${ctx.publicUrl}/n/${makeToken(ctx, 'never_again', tenantId, contactId)}`,
        ...(product ? { product_title: product.title } : {}),
      },
    });
    // Not trusted: whoever typed the address has not shown that it is theirs, so the visitor is not linked to it.
    await appendOwnEvent(ctx, await findOwnSource(ctx, tenantId), {
      type: 'waitlist_joined',
      isTrusted: false,
      anonymousId: request.anonymousId ?? null,
      email: null,
      properties: { productId: request.productId, ...(request.variantId ? { variantId: request.variantId } : {}) },
    });
  });
}
