import { type RequestEvidence, revokeConsents, suppress, suppressHash } from '../consent/index.ts';
import { type contacts, lockContact } from '../contacts/index.ts';
import { sql } from '../db/index.ts';
import { DomainError, type Id } from '../lib/index.ts';
import { readUnsubscribeToken } from '../links/index.ts';
import { noteUnsubscribed } from '../messages/index.ts';
import type { AnyContext, Context } from '../ports/index.ts';

/**
 * Uses an unsubscribe link: in effect when this resolves, for every message that has not been sent yet. The link never
 * expires, can only reduce consent, and may be used any number of times; it also works for a merged and an erased
 * contact.
 * @throws DomainError `token_invalid`
 */
export async function unsubscribe(
  ctx: Context,
  token: string,
  method: 'one_click' | 'link',
  evidence: RequestEvidence,
): Promise<void> {
  const link = readUnsubscribeToken(ctx, token);
  if (!link) throw new DomainError('token_invalid');
  const { tenantId, contactId, deliveryId } = link;
  await ctx.db.transaction(async (tx) => {
    const inTx = { ...ctx, db: tx };
    const contact = await lockContact(inTx, tenantId, { id: contactId });
    if (!contact) {
      // Erased: its consents have ended, and the click leaves no evidence.
      const hash = await readErasedMailbox(inTx, tenantId, contactId);
      if (hash) await suppressHash(inTx, tenantId, 'email', hash, 'unsubscribed');
      return;
    }
    if (contact.email !== null) await suppress(inTx, tenantId, 'email', contact.email, 'unsubscribed');
    const refusal = { source: 'unsubscribe', method, evidence };
    await revokeConsents(inTx, tenantId, contact.id, ['email', 'marketing'], refusal);
    if (deliveryId) await noteUnsubscribed(inTx, tenantId, deliveryId, ctx.clock.now());
  });
}

async function readErasedMailbox(ctx: AnyContext, tenantId: Id<'ten'>, contactId: string): Promise<Buffer | null> {
  const [contact] = await ctx.db.query<Pick<typeof contacts.$inferSelect, 'mailboxHash'>>(sql`
    select mailbox_hash as "mailboxHash" from contacts
    where tenant_id = ${tenantId} and id = ${contactId} and erased_at is not null`);
  return contact?.mailboxHash ?? null;
}
