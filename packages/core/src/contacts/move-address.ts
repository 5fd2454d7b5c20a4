import { sql } from '../db/index.ts';
import type { Id } from '../lib/index.ts';
import type { Context, Transaction } from '../ports/index.ts';
import { mailboxHash } from './mailbox.ts';

/**
 * Sets an address that the contact has proved to own. Links made for the previous address stop working with its
 * generation.
 */
export async function takeAddress(
  ctx: Context<Transaction>,
  tenantId: Id<'ten'>,
  contactId: Id<'ctc'>,
  email: string,
): Promise<void> {
  await ctx.db.query(sql`
    update contacts set email = ${email}, mailbox_hash = ${mailboxHash(ctx, tenantId, email)},
      email_verified_at = ${ctx.clock.now()}, generation = generation + 1
    where id = ${contactId}`);
}

/** Records an address that a contact has left. */
export async function noteFormerAddress(
  ctx: Context<Transaction>,
  tenantId: Id<'ten'>,
  contactId: Id<'ctc'>,
  email: string,
): Promise<void> {
  await ctx.db.query(sql`
    insert into former_addresses (tenant_id, contact_id, email, mailbox_hash, left_at)
    values (${tenantId}, ${contactId}, ${email}, ${mailboxHash(ctx, tenantId, email)}, ${ctx.clock.now()})
    on conflict do nothing`);
}
