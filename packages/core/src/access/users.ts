import type { NewUser, Role, User } from '@beckon/contract';
import { sql } from '../db/index.ts';
import { DomainError, type Id } from '../lib/index.ts';
import type { AnyContext, Context, Statement, Transaction } from '../ports/index.ts';
import { endUserLinks } from './end-user-links.ts';
import type { users } from './tables.ts';

type UserRow = Pick<typeof users.$inferSelect, 'id' | 'name' | 'email' | 'role' | 'createdAt'> & Pick<User, 'status'>;

/** Which provider better-auth keeps a password under. */
const provider = 'credential';

const hasPassword = sql`exists (
  select from user_accounts a where a.user_id = u.id and a.provider_id = ${provider} and a.password is not null)`;

const columns = sql`u.id, u.name, u.email, u.role, u.created_at as "createdAt",
  case when ${hasPassword} then 'active' else 'invited' end as status`;

/** The users of a shop, the oldest first. */
export async function listUsers(ctx: AnyContext, tenantId: Id<'ten'>): Promise<User[]> {
  return readUsers(ctx, tenantId, sql``);
}

/** @throws DomainError `not_found` */
export async function readUser(ctx: AnyContext, tenantId: Id<'ten'>, id: string): Promise<User> {
  const [user] = await readUsers(ctx, tenantId, sql`and u.id = ${id}`);
  if (!user) throw new DomainError('not_found', 'there is no user with this id');
  return user;
}

async function readUsers(ctx: AnyContext, tenantId: Id<'ten'>, condition: Statement): Promise<User[]> {
  const rows = await ctx.db.query<UserRow>(sql`
    select ${columns} from users u where u.tenant_id = ${tenantId} ${condition} order by u.created_at, u.id`);
  return rows.map((row) => ({ ...row, createdAt: row.createdAt.toISOString() }));
}

/** Adds a user without a password. @throws DomainError `conflict` when the address is that of a user already */
export async function addUser(ctx: AnyContext, tenantId: Id<'ten'>, { email, role }: NewUser): Promise<User> {
  const id = ctx.ids.newId('usr');
  const now = ctx.clock.now();
  const added = await ctx.db.query(sql`
    insert into users (id, tenant_id, role, name, email, email_verified, created_at, updated_at)
    values (${id}, ${tenantId}, ${role}, '', ${email.toLowerCase()}, false, ${now}, ${now})
    on conflict (email) do nothing returning id`);
  if (added.length === 0) {
    throw new DomainError('conflict', 'there is a user with this address already', {
      errors: [{ path: 'email', message: 'the address of a user: create a link for them instead' }],
    });
  }
  return readUser(ctx, tenantId, id);
}

/** Makes a user with a password, or gives the existing one with this address the password. @returns their id */
export async function saveUser(
  ctx: Context,
  user: { tenantId: Id<'ten'>; email: string; name: string; role: Role; passwordHash: string },
): Promise<string> {
  return ctx.db.transaction(async (tx) => {
    const now = ctx.clock.now();
    const [saved] = await tx.query<Pick<UserRow, 'id'>>(sql`
      insert into users (id, tenant_id, role, name, email, email_verified, created_at, updated_at)
      values (${ctx.ids.newId('usr')}, ${user.tenantId}, ${user.role}, ${user.name}, ${user.email.toLowerCase()}, true,
        ${now}, ${now})
      on conflict (email) do update set updated_at = excluded.updated_at returning id`);
    await setPassword({ ...ctx, db: tx }, saved!.id, user.passwordHash);
    return saved!.id;
  });
}

/** @param passwordHash as better-auth makes it */
export async function setPassword(ctx: Context<Transaction>, userId: string, passwordHash: string): Promise<void> {
  const now = ctx.clock.now();
  const changed = await ctx.db.query(sql`
    update user_accounts set password = ${passwordHash}, updated_at = ${now}
    where user_id = ${userId} and provider_id = ${provider} returning id`);
  if (changed.length > 0) return;
  await ctx.db.query(sql`
    insert into user_accounts (id, user_id, account_id, provider_id, password, created_at, updated_at)
    values (${ctx.ids.newUuid()}, ${userId}, ${userId}, ${provider}, ${passwordHash}, ${now}, ${now})`);
}

/** @throws DomainError `not_found`, `conflict` for the last owner */
export async function changeRole(ctx: Context, tenantId: Id<'ten'>, id: string, role: Role): Promise<User> {
  return ctx.db.transaction(async (tx) => {
    const inTx = { ...ctx, db: tx };
    if (role !== 'owner') await requireAnotherOwner(inTx, tenantId, id);
    // A link may be in the hands of an admin, who must not get the account of an owner by it.
    if (role === 'owner') await endUserLinks(inTx, id);
    await tx.query(sql`
      update users set role = ${role}, updated_at = ${ctx.clock.now()} where tenant_id = ${tenantId} and id = ${id}`);
    return readUser(inTx, tenantId, id);
  });
}

/** Removes a user with sessions, password and links. @throws DomainError `not_found`, `conflict` for the last owner */
export async function removeUser(ctx: Context, tenantId: Id<'ten'>, id: string): Promise<User> {
  return ctx.db.transaction(async (tx) => {
    const inTx = { ...ctx, db: tx };
    await requireAnotherOwner(inTx, tenantId, id);
    const user = await readUser(inTx, tenantId, id);
    await tx.query(sql`delete from users where tenant_id = ${tenantId} and id = ${id}`);
    return user;
  });
}

/**
 * Serializes the changes to a shop's users: what is read about a user afterwards stays true until the transaction ends.
 * Two owners cannot remove each other at the same time, and a user who is not an owner when a link is created cannot
 * become one before the transaction ends.
 */
export async function lockUsers(ctx: AnyContext, tenantId: Id<'ten'>): Promise<void> {
  await ctx.db.query(sql`select 1 from tenants where id = ${tenantId} for no key update`);
}

/** Nothing to check for a user who is no owner. An owner who can sign in is replaced only by another one who can. */
async function requireAnotherOwner(ctx: Context<Transaction>, tenantId: Id<'ten'>, id: string): Promise<void> {
  await lockUsers(ctx, tenantId);
  const users = await listUsers(ctx, tenantId);
  const user = users.find((each) => each.id === id);
  if (!user) throw new DomainError('not_found', 'there is no user with this id');
  if (user.role !== 'owner') return;
  const others = users.filter(
    (each) => each.id !== id && each.role === 'owner' && (each.status === 'active' || user.status === 'invited'),
  );
  if (others.length === 0)
    throw new DomainError('conflict', 'a shop needs an owner: make another user the owner first');
}
