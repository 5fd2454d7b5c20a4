import { verifyEmail } from '../contacts/index.ts';
import { sql } from '../db/index.ts';
import { DomainError, type Id } from '../lib/index.ts';
import { readToken } from '../links/index.ts';
import { appendOwnEvent } from '../log/index.ts';
import { type EndedEntry, skipDeliveriesOfEntries } from '../messages/index.ts';
import type { AnyContext, Context, Transaction } from '../ports/index.ts';
import { confirmSignUp } from '../sign-ups/index.ts';
import { findOwnSource } from '../sources/index.ts';
import { startWaiting, waitlistTimes } from './join.ts';
import type { waitlistEntries } from './tables.ts';

/**
 * Uses the link of a confirmation mail: the address is verified, and the entries of its form wait from now on, each at
 * the position of the time when it was made. Entries of other forms stay unchanged. Using the link again changes
 * nothing.
 * @throws DomainError `token_invalid`
 */
export async function confirmWaitlist(ctx: Context, token: string): Promise<void> {
  const link = readToken(ctx, 'join_waitlist', token);
  if (!link) throw new DomainError('token_invalid');
  const { tenantId } = link;
  await ctx.db.transaction(async (tx) => {
    const inTx = { ...ctx, db: tx };
    const { contact, isFirst, ...signUp } = await confirmSignUp(inTx, tenantId, 'waitlist', link.subject);
    if (!isFirst) return;
    await verifyEmail(inTx, tenantId, contact.id, { firstName: null, language: signUp.language });
    const source = await findOwnSource(inTx, tenantId);
    for (const { productId, variantId, joinedAt } of await takePending(inTx, tenantId, signUp.id)) {
      if (!(await startWaiting(inTx, tenantId, contact.id, { productId, variantId, joinedAt }))) continue;
      await appendOwnEvent(inTx, source, {
        type: 'waitlist_joined',
        isTrusted: true,
        anonymousId: signUp.anonymousId,
        email: contact.email,
        properties: { productId, ...(variantId ? { variantId } : {}) },
      });
    }
  });
}

type PendingEntry = Pick<typeof waitlistEntries.$inferSelect, 'productId' | 'variantId' | 'joinedAt'>;

/** Removes the pending entries of a form and returns them in order: they become entries of the contact. */
async function takePending(ctx: AnyContext, tenantId: Id<'ten'>, signUpId: Id<'sgn'>): Promise<PendingEntry[]> {
  const taken = await ctx.db.query<PendingEntry>(sql`
    delete from waitlist_entries where tenant_id = ${tenantId} and sign_up_id = ${signUpId} and status = 'pending'
    returning product_id as "productId", variant_id as "variantId", joined_at as "joinedAt"`);
  return taken.toSorted((a, b) => a.joinedAt.getTime() - b.joinedAt.getTime());
}

/**
 * Uses the link of a restock mail: the contact waits for this product no longer. It never expires.
 * @throws DomainError `token_invalid`
 */
export async function leaveWaitlist(ctx: Context, token: string): Promise<void> {
  const link = readToken(ctx, 'leave_waitlist', token);
  if (!link) throw new DomainError('token_invalid');
  await ctx.db.transaction((tx) => endEntry({ ...ctx, db: tx }, link.tenantId, link.subject));
}

/** Ends an entry at the request of its contact, with what was to tell them about it and is not sent yet. */
export async function endEntry(ctx: Context<Transaction>, tenantId: Id<'ten'>, id: string): Promise<void> {
  const ended = await ctx.db.query<EndedEntry>(sql`
    update waitlist_entries set status = 'left', ended_at = ${ctx.clock.now()}
    where tenant_id = ${tenantId} and id = ${id} and status in ('pending', 'waiting', 'notified')
    returning id, contact_id as "contactId"`);
  await skipDeliveriesOfEntries(ctx, tenantId, ended);
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
