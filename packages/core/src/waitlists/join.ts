import type { JoinWaitlistRequest } from '@beckon/contract';
import { readProduct } from '../catalog/index.ts';
import { judgeWording, type RequestEvidence } from '../consent/index.ts';
import { lockContactOfAddress } from '../contacts/index.ts';
import { sql } from '../db/index.ts';
import type { Id } from '../lib/index.ts';
import { makeBlockToken, makeToken } from '../links/index.ts';
import { appendOwnEvent, type EventSource } from '../log/index.ts';
import { deliver } from '../messages/index.ts';
import type { Context, Transaction } from '../ports/index.ts';
import { readFormAddress, type signUps, takeSignUp } from '../sign-ups/index.ts';
import { findOwnSource } from '../sources/index.ts';

const day = 24 * 60 * 60 * 1_000;

/** How long an entry lasts: until its link is used, until it is asked about, until the answer. Milliseconds. */
export const waitlistTimes = { pending: 7 * day, waiting: 90 * day, answer: 14 * day } as const;

/** Products that a contact waits for at a time, and that one form may ask for before its link is used. */
export const maxEntries = 50;

/**
 * Puts an address on the waitlist of a product or variant. Entering an address does not prove that the shopper owns it,
 * so the entry waits for the link in a mail, unless it comes from a browser that is linked to this very contact. Until
 * then it does not change what the contact waits for. The caller learns nothing about the address.
 * @throws DomainError `validation_failed` when the address is invalid or of a disposable provider
 */
export async function joinWaitlist(
  ctx: Context,
  source: EventSource,
  request: JoinWaitlistRequest,
  evidence: RequestEvidence,
): Promise<void> {
  const email = readFormAddress(request);
  const { tenantId } = source;
  await ctx.db.transaction(async (tx) => {
    const inTx = { ...ctx, db: tx };
    const { id: contactId, isNew: isNewContact } = await lockContactOfAddress(inTx, tenantId, email);
    const anonymousId = request.anonymousId ?? null;
    if (await isLinkedBrowser(inTx, tenantId, contactId, anonymousId)) {
      await startWaiting(inTx, tenantId, contactId, request);
      return;
    }
    const open = await findOpenForm(inTx, tenantId, contactId, anonymousId);
    if (open === null) await askForConfirmation(inTx, source, { contactId, isNewContact, email }, request, evidence);
    else await addPending(inTx, tenantId, contactId, open, request);
  });
}

/** The browser in which this contact logged in or confirmed this address. Its id is a secret between it and us. */
async function isLinkedBrowser(
  ctx: Context<Transaction>,
  tenantId: Id<'ten'>,
  contactId: Id<'ctc'>,
  anonymousId: string | null,
): Promise<boolean> {
  const rows = await ctx.db.query(sql`
    select 1 from visitors v join visitor_periods p on p.visitor_id = v.id
    join contacts c on c.id = p.contact_id and c.email_verified_at is not null
    where v.tenant_id = ${tenantId} and v.anonymous_id = ${anonymousId} and p.contact_id = ${contactId}
      and p.until = 'infinity'`);
  return rows.length > 0;
}

/**
 * The sign-up of this browser that still waits for its link: further requests in the same browser are confirmed with
 * it. A form in another browser is a separate sign-up.
 */
async function findOpenForm(
  ctx: Context<Transaction>,
  tenantId: Id<'ten'>,
  contactId: Id<'ctc'>,
  anonymousId: string | null,
): Promise<Id<'sgn'> | null> {
  const [open] = await ctx.db.query<Pick<typeof signUps.$inferSelect, 'id'>>(sql`
    select id from sign_ups where tenant_id = ${tenantId} and contact_id = ${contactId} and kind = 'waitlist'
      and status = 'pending' and anonymous_id = ${anonymousId}
      and requested_at > ${new Date(ctx.clock.now().getTime() - waitlistTimes.pending)}
    order by requested_at desc limit 1`);
  return open?.id ?? null;
}

async function addPending(
  ctx: Context<Transaction>,
  tenantId: Id<'ten'>,
  contactId: Id<'ctc'>,
  signUpId: Id<'sgn'>,
  { productId, variantId = '' }: JoinWaitlistRequest,
): Promise<void> {
  const now = ctx.clock.now();
  await ctx.db.query(sql`
    insert into waitlist_entries (id, tenant_id, contact_id, product_id, variant_id, status, joined_at, expires_at,
      sign_up_id)
    select ${ctx.ids.newId('wle')}, ${tenantId}, ${contactId}, ${productId}, ${variantId}, 'pending', ${now},
      ${new Date(now.getTime() + waitlistTimes.pending)}, ${signUpId}
    where (select count(*) from waitlist_entries where tenant_id = ${tenantId} and sign_up_id = ${signUpId}
      and status = 'pending') < ${maxEntries}::int
    on conflict do nothing`);
}

/** A request that is proven to come from the contact. */
export type EntryRequest = { productId: string; variantId?: string | undefined; joinedAt?: Date };

/**
 * Lets a contact wait for a product, at its own request. An entry that waits keeps its place; one that was told already
 * goes to the end of the line. Call it with the contact locked.
 * @returns false when the contact waits for as many products as it may
 */
export async function startWaiting(
  ctx: Context<Transaction>,
  tenantId: Id<'ten'>,
  contactId: Id<'ctc'>,
  { productId, variantId = '', joinedAt }: EntryRequest,
): Promise<boolean> {
  const now = ctx.clock.now();
  const expiresAt = new Date(now.getTime() + waitlistTimes.waiting);
  const rows = await ctx.db.query(sql`
    insert into waitlist_entries as w (id, tenant_id, contact_id, product_id, variant_id, status, joined_at, expires_at)
    select ${ctx.ids.newId('wle')}, ${tenantId}, ${contactId}, ${productId}, ${variantId}, 'waiting', ${joinedAt ?? now},
      ${expiresAt}
    where (
      select count(*) from waitlist_entries
      where contact_id = ${contactId} and status in ('waiting', 'notified')
        and (product_id, variant_id) <> (${productId}, ${variantId})
    ) < ${maxEntries}::int
    on conflict (tenant_id, contact_id, product_id, variant_id) where status in ('waiting', 'notified')
    do update set
      expires_at = greatest(w.expires_at, excluded.expires_at),
      joined_at = case when w.status = 'notified' then ${now} else w.joined_at end,
      messages = case when w.status = 'notified' then 0 else w.messages end,
      asked_at = null, status = 'waiting'
    returning w.id`);
  return rows.length > 0;
}

async function askForConfirmation(
  ctx: Context<Transaction>,
  source: EventSource,
  { contactId, isNewContact, email }: { contactId: Id<'ctc'>; isNewContact: boolean; email: string },
  request: JoinWaitlistRequest,
  evidence: RequestEvidence,
): Promise<void> {
  const { tenantId } = source;
  const signUp = {
    kind: 'waitlist' as const,
    tenantId,
    contactId,
    isNewContact,
    email,
    sourceId: source.id,
    submissionId: request.submissionId ?? null,
    anonymousId: request.anonymousId ?? null,
    firstName: null,
    language: request.language ?? null,
    wordingVersion: request.wordingVersion,
    evidence: {
      ...evidence,
      ...(await judgeWording(ctx, tenantId, request.wordingVersion, request.wording)),
      pageUrl: request.pageUrl ?? null,
    },
  };
  await takeSignUp(ctx, signUp, async (id) => {
    await addPending(ctx, tenantId, contactId, id, request);
    const product = await readProduct(ctx, tenantId, request.productId, request.variantId ?? '');
    await deliver(ctx, {
      tenantId,
      contactId,
      message: 'waitlist_confirmation',
      businessKey: `confirm/${id}`,
      language: request.language,
      variables: {
        confirm_url: `${ctx.publicUrl}/w/${makeToken(ctx, 'join_waitlist', tenantId, id)}`,
        block_url: `${ctx.publicUrl}/n/${makeBlockToken(ctx, tenantId, contactId, email)}`,
        ...(product ? { product_title: product.title } : {}),
      },
    });
    // Not trusted: typing an address does not show that it is theirs, so the visitor is not linked to it.
    await appendOwnEvent(ctx, await findOwnSource(ctx, tenantId), {
      type: 'waitlist_joined',
      isTrusted: false,
      anonymousId: request.anonymousId ?? null,
      email: null,
      properties: { productId: request.productId, ...(request.variantId ? { variantId: request.variantId } : {}) },
    });
  });
}
