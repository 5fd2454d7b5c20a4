import { sql } from '../db/index.ts';
import type { LoggedEvent } from '../log/index.ts';
import type { BatchContext, ContactOf } from './apply-events.ts';

type Identity = { tenantId: string; userId: string | null; email: string | null };
type KnownContact = { id: string; tenant_id: string; user_id: string | null; email: string | null };

/**
 * Finds or makes the contact of each trusted event. A user id decides before an address; an address that belongs to
 * another user id stays there. Untrusted events name nobody: what a browser says about itself is a claim.
 */
export async function resolveContacts(ctx: BatchContext, events: readonly LoggedEvent[]): Promise<ContactOf> {
  const identities = new Map<string, Identity>();
  for (const event of events) {
    const identity = identityOf(event);
    if (identity) identities.set(keyOf(identity), identity);
  }
  if (identities.size === 0) return () => null;

  const directory = new Directory();
  directory.add(await findContacts(ctx, [...identities.values()]));
  const missing = new Directory();
  const news: (Identity & { id: string; createdAt: Date })[] = [];
  for (const identity of sorted(identities.values())) {
    if (directory.find(identity) || missing.find(identity)) continue;
    const email = identity.email !== null && directory.isTaken(identity) ? null : identity.email;
    const contact = { ...identity, email, id: ctx.ids.newId('ctc'), createdAt: ctx.clock.now() };
    news.push(contact);
    missing.add([{ id: contact.id, tenant_id: contact.tenantId, user_id: contact.userId, email: contact.email }]);
  }
  if (news.length > 0) {
    await ctx.db.query(sql`
      insert into contacts (id, tenant_id, user_id, email, created_at)
      select "id", "tenantId", "userId", "email", "createdAt"
      from jsonb_to_recordset(${JSON.stringify(news)}::text::jsonb)
        as n ("id" text, "tenantId" text, "userId" text, "email" text, "createdAt" timestamptz)
      on conflict do nothing`);
    // Another worker may have made some of them first: read what is there now.
    directory.add(await findContacts(ctx, news));
  }
  await completeContacts(ctx, directory, identities.values());
  return (event) => {
    const identity = identityOf(event);
    return identity ? (directory.find(identity)?.id ?? null) : null;
  };
}

/** A contact known by one of the two learns the other, unless that is somebody else's. */
async function completeContacts(
  ctx: BatchContext,
  directory: Directory,
  identities: Iterable<Identity>,
): Promise<void> {
  const learned = new Map<string, KnownContact>();
  for (const identity of sorted(identities)) {
    const contact = directory.find(identity);
    if (!contact) continue;
    const userId = contact.user_id ?? identity.userId;
    const email = contact.email ?? (directory.isTaken(identity) ? null : identity.email);
    if (userId === contact.user_id && email === contact.email) continue;
    const complete = { ...contact, user_id: userId, email };
    learned.set(contact.id, complete);
    directory.add([complete]);
  }
  if (learned.size === 0) return;
  await ctx.db.query(sql`
    update contacts c set user_id = n.user_id, email = n.email
    from jsonb_to_recordset(${JSON.stringify([...learned.values()])}::text::jsonb)
      as n (id text, tenant_id text, user_id text, email text)
    where c.id = n.id and c.tenant_id = n.tenant_id`);
}

async function findContacts(ctx: BatchContext, identities: Identity[]): Promise<KnownContact[]> {
  const json = JSON.stringify(identities);
  return ctx.db.query<KnownContact>(sql`
    with wanted as (
      select * from jsonb_to_recordset(${json}::text::jsonb) as w ("tenantId" text, "userId" text, "email" text)
    )
    select c.id, c.tenant_id, c.user_id, c.email from wanted w
      join contacts c on c.tenant_id = w."tenantId" and c.user_id = w."userId"
    union
    select c.id, c.tenant_id, c.user_id, c.email from wanted w
      join contacts c on c.tenant_id = w."tenantId" and c.email = w."email"`);
}

/** Contacts by user id and by address. */
class Directory {
  readonly #byUser = new Map<string, KnownContact>();
  readonly #byEmail = new Map<string, KnownContact>();

  add(contacts: readonly KnownContact[]): void {
    for (const contact of contacts) {
      if (contact.user_id !== null) this.#byUser.set(`${contact.tenant_id}\n${contact.user_id}`, contact);
      if (contact.email !== null) this.#byEmail.set(`${contact.tenant_id}\n${contact.email}`, contact);
    }
  }

  find({ tenantId, userId, email }: Identity): KnownContact | undefined {
    const byUser = userId === null ? undefined : this.#byUser.get(`${tenantId}\n${userId}`);
    if (byUser) return byUser;
    const byEmail = email === null ? undefined : this.#byEmail.get(`${tenantId}\n${email}`);
    return byEmail && (userId === null || byEmail.user_id === null) ? byEmail : undefined;
  }

  /** True when the address of this identity belongs to a contact. */
  isTaken({ tenantId, email }: Identity): boolean {
    return this.#byEmail.has(`${tenantId}\n${email}`);
  }
}

function identityOf(event: LoggedEvent): Identity | null {
  if (!event.isTrusted || (event.userId === null && event.email === null)) return null;
  return { tenantId: event.tenantId, userId: event.userId, email: event.email };
}

function keyOf({ tenantId, userId, email }: Identity): string {
  return `${tenantId}\n${userId ?? ''}\n${email ?? ''}`;
}

/** One order for all workers, so that their row locks never wait in a circle. */
function sorted(identities: Iterable<Identity>): Identity[] {
  return [...identities].sort((a, b) => (keyOf(a) < keyOf(b) ? -1 : 1));
}
