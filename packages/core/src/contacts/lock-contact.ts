import { sql } from '../db/index.ts';
import { DomainError, type Id, normalizePhone } from '../lib/index.ts';
import type { AnyContext, Context, Statement, Transaction } from '../ports/index.ts';
import { createContact } from './claim-address.ts';
import { lockMailbox, mailboxHash } from './mailbox.ts';
import type { contacts } from './tables.ts';

/** A living contact whose row is locked until the transaction ends, as read after the lock was taken. */
export type LockedContact = Pick<
  typeof contacts.$inferSelect,
  'id' | 'userId' | 'email' | 'phone' | 'generation' | 'orderCount'
> & { isEmailVerified: boolean };

/** How a contact is identified. An id also stands for the contact that it was merged into. */
export type ContactName = { id: string } | { email: string } | { userId: string };

/**
 * Maximum times that a contact may change its address or user id, be merged or be erased while the caller waits for its
 * lock.
 */
const maxTries = 20;

/**
 * Locks a contact. Call this before deciding or writing anything about a person; there is no other way to lock a
 * contact. The gate takes the same lock. The result was read after the lock, with its own snapshot. If the identifier
 * leads to another contact by then, the lock is released and the search starts again.
 *
 * Order of locks, for callers that take several: mailboxes, then contacts by id, then the end of the ledger.
 * @returns null if no living contact has this identifier: never known, or erased
 */
export async function lockContact(
  ctx: Context<Transaction>,
  tenantId: Id<'ten'>,
  name: ContactName,
): Promise<LockedContact | null> {
  const [contact] = await lockContacts(ctx, tenantId, [name]);
  return contact!;
}

/** Locks several contacts like `lockContact`, in the order that all callers use. */
export async function lockContacts<Names extends readonly ContactName[]>(
  ctx: Context<Transaction>,
  tenantId: Id<'ten'>,
  names: Names,
): Promise<{ [K in keyof Names]: LockedContact | null }> {
  if (names.length === 0) return [] as { [K in keyof Names]: null };
  for (let tries = 0; tries < maxTries; tries++) {
    const found = await findAll(ctx, tenantId, names);
    const ids = found.flatMap((contact) => contact?.id ?? []);
    if (ids.length === 0) return names.map(() => null) as { [K in keyof Names]: null };
    await ctx.db.query(sql`savepoint contact_lock`);
    await ctx.db.query(sql`
      select 1 from contacts where id in ${sql.texts(ids)}
      order by id for update`);
    const locked = await findAll(ctx, tenantId, names);
    if (locked.every((contact, index) => contact?.id === found[index]?.id)) {
      return locked as { [K in keyof Names]: LockedContact | null };
    }
    await ctx.db.query(sql`rollback to savepoint contact_lock`);
  }
  throw new DomainError('overloaded', 'the contact kept changing', { retryAfter: 1 });
}

/**
 * Locks the contact of an address, creating it if missing. An existing contact is not changed: entering an address does
 * not prove that the shopper owns it.
 */
export async function lockContactOfAddress(
  ctx: Context<Transaction>,
  tenantId: Id<'ten'>,
  email: string,
): Promise<LockedContact & { isNew: boolean }> {
  await lockMailbox(ctx, tenantId, email);
  for (let tries = 0; tries < maxTries; tries++) {
    const known = await lockContact(ctx, tenantId, { email });
    if (known) return { ...known, isNew: false };
    // A concurrent transaction may create it first: then the next round finds it.
    const id = await createContact(ctx, tenantId, { email });
    if (id === null) continue;
    const made = await lockContact(ctx, tenantId, { id });
    return { ...made!, isNew: true };
  }
  throw new DomainError('overloaded', 'the contact kept changing', { retryAfter: 1 });
}

/** Locks a mailbox and every contact whose address leads to it, in any spelling. */
export async function lockContactsOfMailbox(
  ctx: Context<Transaction>,
  tenantId: Id<'ten'>,
  email: string,
): Promise<LockedContact[]> {
  await lockMailbox(ctx, tenantId, email);
  const found = await ctx.db.query<Pick<typeof contacts.$inferSelect, 'id'>>(sql`
    select id from contacts where tenant_id = ${tenantId}
      and (mailbox_hash = ${mailboxHash(ctx, tenantId, email)} or email = ${email})
      and merged_into is null and erased_at is null order by id`);
  return lockLiving(ctx, tenantId, found);
}

/** Locks the living contacts that have a phone number, in any spelling. */
export async function lockContactsOfPhone(
  ctx: Context<Transaction>,
  tenantId: Id<'ten'>,
  phone: string,
): Promise<LockedContact[]> {
  const found = await ctx.db.query<Pick<typeof contacts.$inferSelect, 'id'>>(sql`
    select id from contacts where tenant_id = ${tenantId} and phone is not null
      and regexp_replace(regexp_replace(phone, '[^0-9+]', '', 'g'), '^00', '+') = ${normalizePhone(phone)}
      and merged_into is null and erased_at is null order by id`);
  return lockLiving(ctx, tenantId, found);
}

async function lockLiving(
  ctx: Context<Transaction>,
  tenantId: Id<'ten'>,
  found: readonly Pick<LockedContact, 'id'>[],
): Promise<LockedContact[]> {
  const locked = await lockContacts(
    ctx,
    tenantId,
    found.map(({ id }) => ({ id })),
  );
  return locked.filter((contact) => contact !== null);
}

/**
 * Locks contacts of any tenants by their ids, in the order that all callers use.
 * @param options `skipLocked`: leaves out contacts that another transaction has locked, instead of waiting for them
 * @returns the ids of those that are living; one that was merged into another contact is not
 */
export async function lockLivingContacts(
  ctx: Context<Transaction>,
  ids: readonly string[],
  { skipLocked = false }: { skipLocked?: boolean } = {},
): Promise<Set<string>> {
  if (ids.length === 0) return new Set();
  const rows = await ctx.db.query<Pick<LockedContact, 'id'> & { isLiving: boolean }>(sql`
    select id, merged_into is null and erased_at is null as "isLiving" from contacts
    where id in ${sql.texts([...new Set(ids)])} order by id for update ${skipLocked ? sql`skip locked` : sql``}`);
  return new Set(rows.filter(({ isLiving }) => isLiving).map(({ id }) => id));
}

/** The living contact of an identifier, without a lock: for reading, never for deciding a change. */
export async function findContact(
  ctx: AnyContext,
  tenantId: Id<'ten'>,
  name: ContactName,
): Promise<LockedContact | null> {
  const [contact] = await findAll(ctx, tenantId, [name]);
  return contact!;
}

type Found = LockedContact & { place: number };

/** Maximum identifiers in a prepared statement: a contact's own and its counterpart's; a mailbox may lead to more. */
const maxPrepared = 2;

/** One entry for each identifier, in the order given. */
async function findAll(
  ctx: AnyContext,
  tenantId: Id<'ten'>,
  names: readonly ContactName[],
): Promise<(LockedContact | null)[]> {
  const looked = sql.join(
    names.map(
      (name, place) => sql`
        select ${place}::int as place, c.id, c.user_id as "userId", c.email, c.phone, c.generation,
          c.email_verified_at is not null as "isEmailVerified", c.order_count as "orderCount"
        from contacts c
        where c.tenant_id = ${tenantId} and ${condition(name)} and c.merged_into is null and c.erased_at is null`,
    ),
    ' union all ',
  );
  const rows = await ctx.db.query<Found>(names.length > maxPrepared ? sql.composed(looked) : looked);
  return names.map((_, place) => {
    const row = rows.find((one) => one.place === place);
    if (!row) return null;
    const { place: _place, ...contact } = row;
    return contact;
  });
}

function condition(name: ContactName): Statement {
  if ('email' in name) return sql`c.email = ${name.email}`;
  if ('userId' in name) return sql`c.user_id = ${name.userId}`;
  return sql`c.id = (select coalesce(m.merged_into, m.id) from contacts m where m.id = ${name.id})`;
}
