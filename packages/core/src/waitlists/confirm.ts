import { findOwnSource } from '../access/index.ts';
import { confirmSignUp, readToken } from '../consent/index.ts';
import { verifyEmail } from '../contacts/index.ts';
import { sql } from '../db/index.ts';
import { DomainError } from '../lib/index.ts';
import { appendOwnEvent } from '../log/index.ts';
import type { AnyContext, Context } from '../ports/index.ts';
import { waitlistTimes } from './join.ts';

/**
 * Uses the link of a confirmation mail: the address is theirs, and every wish made with it waits from now on, in the
 * order in which they were made. Using the link again changes nothing.
 * @throws DomainError `token_invalid`
 */
export async function confirmWaitlist(ctx: Context, token: string): Promise<void> {
  const link = readToken(ctx, 'join_waitlist', token);
  if (!link) throw new DomainError('token_invalid');
  const { tenantId } = link;
  await ctx.db.transaction(async (tx) => {
    const inTx = { ...ctx, db: tx };
    const signUp = await confirmSignUp(inTx, tenantId, 'waitlist', link.subject);
    if (!signUp.isFirst) return;
    await verifyEmail(inTx, tenantId, signUp.contactId, { firstName: null, language: signUp.language });
    const rows = await tx.query<{ productId: string; variantId: string }>(sql`
      update waitlist_entries set status = 'waiting',
        expires_at = ${new Date(ctx.clock.now().getTime() + waitlistTimes.waiting)}
      where tenant_id = ${tenantId} and contact_id = ${signUp.contactId} and status = 'pending'
      returning product_id as "productId", variant_id as "variantId"`);
    const source = await findOwnSource(inTx, tenantId);
    for (const { productId, variantId } of rows) {
      await appendOwnEvent(inTx, source, {
        type: 'waitlist_joined',
        isTrusted: true,
        anonymousId: signUp.anonymousId,
        email: signUp.email,
        properties: { productId, ...(variantId ? { variantId } : {}) },
      });
    }
  });
}

/**
 * Uses the link of a restock mail: the contact waits for this product no longer. It never expires.
 * @throws DomainError `token_invalid`
 */
export async function leaveWaitlist(ctx: Context, token: string): Promise<void> {
  const link = readToken(ctx, 'leave_waitlist', token);
  if (!link) throw new DomainError('token_invalid');
  await endEntry(ctx, link.tenantId, link.subject);
}

/** Ends an entry at the wish of its contact. */
export async function endEntry(ctx: AnyContext, tenantId: string, id: string): Promise<void> {
  await ctx.db.query(sql`
    update waitlist_entries set status = 'left', ended_at = ${ctx.clock.now()}
    where tenant_id = ${tenantId} and id = ${id} and status in ('pending', 'waiting', 'notified')`);
}

/**
 * Uses the link of a "still watching?" mail: the entry goes on for as long as a new one.
 * @throws DomainError `token_invalid`
 */
export async function keepWaiting(ctx: Context, token: string): Promise<void> {
  const link = readToken(ctx, 'keep_waiting', token);
  if (!link) throw new DomainError('token_invalid');
  await ctx.db.query(sql`
    update waitlist_entries set asked_at = null,
      expires_at = ${new Date(ctx.clock.now().getTime() + waitlistTimes.waiting)}
    where tenant_id = ${link.tenantId} and id = ${link.subject} and status in ('waiting', 'notified')`);
}
