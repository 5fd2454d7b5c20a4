import { sql } from '../db/index.ts';
import { type Id, keyedHash, sameMailbox } from '../lib/index.ts';
import type { AnyContext, Context, Transaction } from '../ports/index.ts';
import type { formerAddresses } from './tables.ts';

/**
 * The keyed hash of the mailbox that an address leads to: the same for all its spellings. It is kept after an erasure
 * and reveals nothing without the key.
 * @param email as `normalizeEmail` returns it
 */
export function mailboxHash(ctx: Pick<AnyContext, 'secrets'>, tenantId: string, email: string): Buffer {
  return keyedHash(ctx.secrets.suppression, `${tenantId}\nemail\n${sameMailbox(email)}`);
}

/**
 * Lets only one transaction at a time work on a mailbox, under any spelling of its address, whether or not a contact
 * has it. Take it before the locks of contacts.
 */
export async function lockMailbox(ctx: Context<Transaction>, tenantId: Id<'ten'>, email: string): Promise<void> {
  const key = mailboxHash(ctx, tenantId, email).readBigInt64BE().toString();
  await ctx.db.query(sql`select pg_advisory_xact_lock(${key}::bigint)`);
}

/** Rows that get their hash in one statement. */
const maxRows = 1_000;

type Unhashed = Pick<typeof formerAddresses.$inferSelect, 'tenantId' | 'email' | 'contactId'>;

/** Adds the mailbox hash to contacts created before the hash existed. @returns how many got one */
export async function fillMailboxHashes(ctx: Context): Promise<number> {
  const contacts = await ctx.db.query<Unhashed>(sql`
    select tenant_id as "tenantId", email, id as "contactId" from contacts
    where email is not null and mailbox_hash is null order by id limit ${maxRows}`);
  await ctx.db.query(sql`
    update contacts c set mailbox_hash = decode(n.hash, 'hex')
    from jsonb_to_recordset(${toHashes(ctx, contacts)}::text::jsonb) as n ("contactId" text, email text, hash text)
    where c.id = n."contactId" and c.email = n.email`);
  const former = await ctx.db.query<Unhashed>(sql`
    select tenant_id as "tenantId", email, contact_id as "contactId" from former_addresses
    where mailbox_hash is null limit ${maxRows}`);
  await ctx.db.query(sql`
    update former_addresses f set mailbox_hash = decode(n.hash, 'hex')
    from jsonb_to_recordset(${toHashes(ctx, former)}::text::jsonb) as n ("contactId" text, email text, hash text)
    where f.contact_id = n."contactId" and f.email = n.email`);
  return contacts.length + former.length;
}

function toHashes(ctx: Context, rows: readonly Unhashed[]): string {
  return JSON.stringify(
    rows.map((row) => ({ ...row, hash: mailboxHash(ctx, row.tenantId, row.email).toString('hex') })),
  );
}
