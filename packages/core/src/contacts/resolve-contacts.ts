import { sql } from '../db/index.ts';
import type { Id } from '../lib/index.ts';
import type { LoggedEvent } from '../log/index.ts';
import type { BatchContext, ContactOf } from './apply-events.ts';
import { readErasedNames } from './erasures.ts';
import { mailboxHash } from './mailbox.ts';
import { type Merge, type MergeParticipant, mergeContacts } from './merges.ts';
import type { contacts } from './tables.ts';

type Identity = {
  tenantId: Id<'ten'>;
  userId: string | null;
  email: string | null;
  /** The first event that names this identity. */
  seq: number;
};
type KnownContact = Pick<typeof contacts.$inferSelect, 'id' | 'tenantId' | 'userId' | 'email' | 'mayMerge'>;

/** `former`: found by an address that the contact has left. */
type FoundContact = KnownContact & { former?: string | null };

/**
 * Finds or creates the contact of each trusted event. A user id takes precedence over an address; an address that
 * belongs to another user id stays there. An event that names two contacts, one with only the user id and one with only
 * the address, merges them. Untrusted events identify no contact: what a browser says about itself is a claim.
 */
export async function resolveContacts(
  ctx: BatchContext,
  events: readonly LoggedEvent[],
  participants: readonly MergeParticipant[],
): Promise<ContactOf> {
  for (let plans = 1; plans <= maxPlans; plans++) {
    const contactOf = await settle(ctx, events, participants);
    if (contactOf) return contactOf;
  }
  throw new Error('contacts could not be made: others kept taking their names');
}

/**
 * Maximum attempts, since concurrent transactions may create, change or erase the same contacts; each attempt makes a
 * new plan.
 */
const maxPlans = 5;

/**
 * The contacts stay locked until the transaction ends, so that data is written only about living contacts.
 * @returns null when a concurrent transaction was faster
 */
async function settle(
  ctx: BatchContext,
  events: readonly LoggedEvent[],
  participants: readonly MergeParticipant[],
): Promise<ContactOf | null> {
  const given = events.map(readIdentity).filter((identity) => identity !== null);
  if (given.length === 0) return () => null;
  const found = await findContacts(ctx, distinct(given));
  if (!(await lockFound(ctx, found))) return null;
  // Read last: a contact that is no longer found was erased by a transaction that this snapshot sees.
  const namesOf = await readErasedNames(ctx);
  const identityOf = (event: LoggedEvent) => readIdentity({ ...event, ...namesOf(event) });
  const identities = distinct(events.map(identityOf).filter((identity) => identity !== null));
  const directory = new Directory();
  directory.add(found);
  const { made, learned, merges } = plan(ctx, directory, identities);
  if ((await insertContacts(ctx, made)) < made.length) return null;
  if (!(await mergeAll(ctx, merges, participants))) return null;
  await completeContacts(ctx, learned);
  return (event) => {
    const identity = identityOf(event);
    return identity ? (directory.find(identity)?.id ?? null) : null;
  };
}

/** Each identity once, in the order of first occurrence. */
function distinct(given: readonly Identity[]): Identity[] {
  const identities = new Map<string, Identity>();
  for (const identity of given) if (!identities.has(keyOf(identity))) identities.set(keyOf(identity), identity);
  return [...identities.values()];
}

/** @returns false when one of them has since changed its address or user id, been merged or been erased */
async function lockFound(ctx: BatchContext, found: readonly FoundContact[]): Promise<boolean> {
  if (found.length === 0) return true;
  const ids = [...new Set(found.map(({ id }) => id))];
  const rows = await ctx.db.query<Pick<KnownContact, 'id' | 'userId' | 'email'> & { isLiving: boolean }>(sql`
    select id, user_id as "userId", email, merged_into is null and erased_at is null as "isLiving" from contacts
    where id in ${sql.texts(ids)} order by id for update`);
  const locked = new Map(rows.map((row) => [row.id, row]));
  return found.every(({ id, userId, email }) => {
    const now = locked.get(id);
    return now?.isLiving && now.userId === userId && now.email === email;
  });
}

type Plan = { made: KnownContact[]; learned: KnownContact[]; merges: Merge[] };

/**
 * Processes the identities in the order of their events, so that a batch yields the same contacts as its events one by
 * one. Unknown identities become new contacts. A contact known by only one of user id and address learns the other,
 * unless another contact has it.
 */
function plan(ctx: BatchContext, directory: Directory, identities: Identity[]): Plan {
  const made = new Map<string, KnownContact>();
  const learned = new Map<string, KnownContact>();
  const merges: Merge[] = [];
  for (const identity of identities) {
    const { tenantId, userId, email, seq } = identity;
    const known = directory.find(identity);
    const other = directory.otherHalf(identity);
    if (known && other && !made.has(known.id) && !made.has(other.id)) {
      directory.add([{ ...other, userId }]);
      merges.push({ tenantId, contactId: other.id, mergedId: known.id, userId: userId!, seq });
      continue;
    }
    // One of the two halves was only planned a moment ago: it is not needed.
    const [kept, spared] = known && other && made.has(known.id) ? [other, known] : [known, other];
    if (spared) made.delete(spared.id);
    const before = kept ?? {
      id: ctx.ids.newId('ctc'),
      tenantId,
      userId: null,
      email: null,
      mayMerge: true,
    };
    const contact = {
      ...before,
      userId: before.userId ?? userId,
      email: before.email ?? (directory.isTaken(identity) && !spared ? null : email),
    };
    if (kept && contact.userId === kept.userId && contact.email === kept.email) continue;
    directory.add([contact]);
    if (kept && !made.has(kept.id)) learned.set(contact.id, contact);
    else made.set(contact.id, contact);
  }
  return { made: sorted(made.values()), learned: sorted(learned.values()), merges };
}

async function mergeAll(
  ctx: BatchContext,
  merges: readonly Merge[],
  participants: readonly MergeParticipant[],
): Promise<boolean> {
  for (const merge of merges) if (!(await mergeContacts(ctx, merge, participants))) return false;
  return true;
}

/** @returns how many were created; those whose address or user id is taken by now are skipped */
async function insertContacts(ctx: BatchContext, contacts: KnownContact[]): Promise<number> {
  if (contacts.length === 0) return 0;
  const rows = await ctx.db.query(sql`
    insert into contacts (id, tenant_id, user_id, email, mailbox_hash, created_at)
    select id, "tenantId", "userId", email, decode("mailboxHash", 'hex'), ${ctx.clock.now()}
    from jsonb_to_recordset(${withMailboxes(ctx, contacts)}::text::jsonb)
      as n (id text, "tenantId" text, "userId" text, email text, "mailboxHash" text)
    on conflict do nothing returning id`);
  return rows.length;
}

async function completeContacts(ctx: BatchContext, contacts: KnownContact[]): Promise<void> {
  if (contacts.length === 0) return;
  await ctx.db.query(sql`
    update contacts c set user_id = coalesce(c.user_id, n."userId"), email = coalesce(c.email, n.email),
      mailbox_hash = coalesce(c.mailbox_hash, decode(n."mailboxHash", 'hex'))
    from jsonb_to_recordset(${withMailboxes(ctx, contacts)}::text::jsonb)
      as n (id text, "tenantId" text, "userId" text, email text, "mailboxHash" text)
    where c.id = n.id and c.tenant_id = n."tenantId"`);
}

function withMailboxes(ctx: BatchContext, contacts: readonly KnownContact[]): string {
  return JSON.stringify(
    contacts.map((contact) => ({
      ...contact,
      mailboxHash: contact.email === null ? null : mailboxHash(ctx, contact.tenantId, contact.email).toString('hex'),
    })),
  );
}

async function findContacts(ctx: BatchContext, identities: Identity[]): Promise<FoundContact[]> {
  const json = JSON.stringify(identities);
  return ctx.db.query<FoundContact>(sql`
    with wanted as (
      select * from jsonb_to_recordset(${json}::text::jsonb) as w ("tenantId" text, "userId" text, "email" text)
    )
    select c.id, c.tenant_id as "tenantId", c.user_id as "userId", c.email, c.may_merge as "mayMerge",
      null as former from wanted w
      join contacts c on c.tenant_id = w."tenantId" and c.user_id = w."userId"
    union
    select c.id, c.tenant_id, c.user_id, c.email, c.may_merge, null from wanted w
      join contacts c on c.tenant_id = w."tenantId" and c.email = w."email"
    union
    -- An address that somebody has left is theirs until somebody else has it.
    (select distinct on (f.tenant_id, f.email) c.id, c.tenant_id, c.user_id, c.email, c.may_merge, f.email from wanted w
      join former_addresses f on f.tenant_id = w."tenantId" and f.email = w."email"
      join contacts c on c.id = f.contact_id and c.merged_into is null
      where not exists (select from contacts k where k.tenant_id = f.tenant_id and k.email = f.email)
      order by f.tenant_id, f.email, f.left_at desc)`);
}

/** Contacts by user id and by address. */
class Directory {
  readonly #byUser = new Map<string, KnownContact>();
  readonly #byEmail = new Map<string, KnownContact>();

  add(contacts: readonly FoundContact[]): void {
    for (const contact of contacts) {
      if (contact.userId !== null) this.#byUser.set(`${contact.tenantId}\n${contact.userId}`, contact);
      for (const email of [contact.email, contact.former])
        if (email) this.#byEmail.set(`${contact.tenantId}\n${email}`, contact);
    }
  }

  find({ tenantId, userId, email }: Identity): KnownContact | undefined {
    const byUser = userId === null ? undefined : this.#byUser.get(`${tenantId}\n${userId}`);
    if (byUser) return byUser;
    const byEmail = email === null ? undefined : this.#byEmail.get(`${tenantId}\n${email}`);
    return byEmail && (userId === null || byEmail.userId === null) ? byEmail : undefined;
  }

  /** The contact with this identity's address and no user id, when the contact with the user id has no address. */
  otherHalf(identity: Identity): KnownContact | undefined {
    const known = this.find(identity);
    const other = this.#byEmail.get(`${identity.tenantId}\n${identity.email}`);
    if (!known || !other || known.id === other.id) return undefined;
    return known.email === null && other.userId === null && known.mayMerge ? other : undefined;
  }

  /** True when the address of this identity belongs to a contact. */
  isTaken({ tenantId, email }: Identity): boolean {
    return this.#byEmail.has(`${tenantId}\n${email}`);
  }
}

function readIdentity(event: LoggedEvent): Identity | null {
  if (!event.isTrusted || (event.userId === null && event.email === null)) return null;
  return { tenantId: event.tenantId as Id<'ten'>, userId: event.userId, email: event.email, seq: event.seq };
}

function keyOf({ tenantId, userId, email }: Identity): string {
  return `${tenantId}\n${userId ?? ''}\n${email ?? ''}`;
}

/** The same order for all workers, so that their row locks cannot deadlock. */
function sorted(contacts: Iterable<KnownContact>): KnownContact[] {
  const key = ({ tenantId, userId, email }: KnownContact) => `${tenantId}\n${userId ?? ''}\n${email ?? ''}`;
  return [...contacts].sort((a, b) => (key(a) < key(b) ? -1 : 1));
}
