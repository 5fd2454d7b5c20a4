import { mailboxHash } from '../contacts/index.ts';
import { sql } from '../db/index.ts';
import type { Id } from '../lib/index.ts';
import type { AnyContext } from '../ports/index.ts';

/**
 * Whether the shop knows a mailbox: a contact that has or had it, under any spelling, or a suppression. Also true while
 * older contacts still lack their mailbox hash, since it cannot be determined then.
 */
export async function isKnownMailbox(ctx: AnyContext, tenantId: Id<'ten'>, email: string): Promise<boolean> {
  const hash = mailboxHash(ctx, tenantId, email);
  const [row] = await ctx.db.query<{ isKnown: boolean }>(sql`
    select exists (select from contacts where tenant_id = ${tenantId} and mailbox_hash = ${hash})
      or exists (select from former_addresses where tenant_id = ${tenantId} and mailbox_hash = ${hash})
      or exists (select from suppressions
        where tenant_id = ${tenantId} and channel = 'email' and address_hash = ${hash})
      or exists (select from contacts where email is not null and mailbox_hash is null)
      or exists (select from former_addresses where mailbox_hash is null) as "isKnown"`);
  return row!.isKnown;
}
