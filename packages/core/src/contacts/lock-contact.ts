import { sql } from '../db/index.ts';
import { DomainError, type Id, normalizePhone } from '../lib/index.ts';
import type { AnyContext, Context, Statement, Transaction } from '../ports/index.ts';
import { createContact } from './claim-address.ts';
import { lockMailbox, mailboxHash } from './mailbox.ts';

/** A living contact whose row is locked until the transaction ends, as it was read after the lock. */
export type LockedContact = {
  id: Id<'ctc'>;
  userId: string | null;
  email: string | null;
  isEmailVerified: boolean;
  phone: string | null;
  generation: number;
  orderCount: number;
};

/** How a contact is named. An id also stands for the contact that it was merged into. */
export type ContactName = { id: string } | { email: string } | { userId: string };

/** So often a contact may move, merge or be erased while its lock is waited for. */
const maxTries = 20;

/**
 * Locks a contact: the one way to do it before anything is decided or written about a person. The gate takes the same
 * lock. What is returned was read after the lock, by a snapshot of its own; if the name leads elsewhere by then, the
 * lock is given back and the search starts over.
 *
 * Order of locks, for all who take several: mailboxes, then contacts by id, then the end of the ledger.
 * @returns null where there is no living contact of this name: never known, or erased
 */
export async function lockContact(
  ctx: Context<Transaction>,
  tenantId: string,
  name: ContactName,
): Promise<LockedContact | null> {
  const [contact] = await lockContacts(ctx, tenantId, [name]);
  return contact!;
}

/** Locks several contacts, each as `lockContact` does, in the order that all keep. */
export async function lockContacts<Names extends readonly ContactName[]>(
  ctx: Context<Transaction>,
  tenantId: string,
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
 * Locks the contact of an address, made now if there is none. An existing contact is not changed by it: typing an
 * address does not show that it is theirs.
 */
export async function lockContactOfAddress(
  ctx: Context<Transaction>,
  tenantId: string,
  email: string,
): Promise<LockedContact & { isNew: boolean }> {
  await lockMailbox(ctx, tenantId, email);
  for (let tries = 0; tries < maxTries; tries++) {
    const known = await lockContact(ctx, tenantId, { email });
    if (known) return { ...known, isNew: false };
    // A concurrent transaction may make it first: then it is found in the next round.
    const id = await createContact(ctx, tenantId, { email });
    if (id === null) continue;
    const made = await lockContact(ctx, tenantId, { id });
    return { ...made!, isNew: true };
  }
  throw new DomainError('overloaded', 'the contact kept changing', { retryAfter: 1 });
}

/** Locks every contact whose address leads to a mailbox, however it is spelled, and the mailbox itself. */
export async function lockContactsOfMailbox(
  ctx: Context<Transaction>,
  tenantId: string,
  email: string,
): Promise<LockedContact[]> {
  await lockMailbox(ctx, tenantId, email);
  const found = await ctx.db.query<{ id: string }>(sql`
    select id from contacts where tenant_id = ${tenantId}
      and (mailbox_hash = ${mailboxHash(ctx, tenantId, email)} or email = ${email})
      and merged_into is null and erased_at is null order by id`);
  return lockLiving(ctx, tenantId, found);
}

/** Locks the living contacts that have a phone number, in any spelling. */
export async function lockContactsOfPhone(
  ctx: Context<Transaction>,
  tenantId: string,
  phone: string,
): Promise<LockedContact[]> {
  const found = await ctx.db.query<{ id: string }>(sql`
    select id from contacts where tenant_id = ${tenantId} and phone is not null
      and regexp_replace(regexp_replace(phone, '[^0-9+]', '', 'g'), '^00', '+') = ${normalizePhone(phone)}
      and merged_into is null and erased_at is null order by id`);
  return lockLiving(ctx, tenantId, found);
}

async function lockLiving(
  ctx: Context<Transaction>,
  tenantId: string,
  found: readonly { id: string }[],
): Promise<LockedContact[]> {
  const locked = await lockContacts(
    ctx,
    tenantId,
    found.map(({ id }) => ({ id })),
  );
  return locked.filter((contact) => contact !== null);
}

/** The living contact of a name, without a lock: to read about it, never to decide a change. */
export async function findContact(ctx: AnyContext, tenantId: string, name: ContactName): Promise<LockedContact | null> {
  const [contact] = await findAll(ctx, tenantId, [name]);
  return contact!;
}

type Found = LockedContact & { place: number };

/** Names in a statement that stays prepared: one of a contact and its other half; an address book may lead to more. */
const maxPrepared = 2;

/** One entry for each name, in their order. */
async function findAll(
  ctx: AnyContext,
  tenantId: string,
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
