import { sql, withBuilder } from '../db/index.ts';
import { encodeBase32, type Id, sha256 } from '../lib/index.ts';
import type { AnyContext, Context, Transaction } from '../ports/index.ts';
import { endUserLinks } from './end-user-links.ts';
import { userLinks, type users } from './tables.ts';
import { lockUsers, setPassword } from './users.ts';

/** Milliseconds for which a link works. */
const lifetime = 7 * 24 * 60 * 60 * 1_000;

/** What a link is for, as its page shows it. */
export type UserLink = Pick<typeof userLinks.$inferSelect, 'tenantId' | 'userId'> &
  Pick<typeof users.$inferSelect, 'name' | 'email'> & {
    status: 'good' | 'used' | 'expired';
    shop: string;
    /** A first password, or a new one. */
    purpose: 'invitation' | 'reset';
  };

/** Creates a one-time link for a user; their earlier links end. @returns the token, which is returned only this once */
export async function createUserLink(
  ctx: AnyContext,
  tenantId: Id<'ten'>,
  userId: string,
): Promise<{ token: string; expiresAt: string }> {
  const token = encodeBase32(ctx.random.bytes(16));
  const now = ctx.clock.now();
  const expiresAt = new Date(now.getTime() + lifetime);
  await endUserLinks(ctx, userId);
  await withBuilder(ctx.db, (build) =>
    build.insert(userLinks).values({ tokenHash: sha256(token), tenantId, userId, createdAt: now, expiresAt }),
  );
  return { token, expiresAt: expiresAt.toISOString() };
}

/** The purpose of the link with this token, or null when there is no such link. */
export async function findUserLink(ctx: AnyContext, token: string): Promise<UserLink | null> {
  const [link] = await ctx.db.query<UserLink>(sql`
    select l.tenant_id as "tenantId", t.name as shop, u.id as "userId", u.name, u.email,
      case when l.used_at is not null then 'used' when l.expires_at <= ${ctx.clock.now()} then 'expired' else 'good'
      end as status,
      case when exists (select from user_accounts a where a.user_id = u.id and a.password is not null)
        then 'reset' else 'invitation' end as purpose
    from user_links l join users u on u.id = l.user_id join tenants t on t.id = l.tenant_id
    where l.token_hash = ${sha256(token)}`);
  return link ?? null;
}

/**
 * Sets name and password by a link, which is used up by this; all sessions of the user end.
 * @returns the link as it was found under its lock: nothing has happened unless it is `good`
 */
export async function useUserLink(
  ctx: Context<Transaction>,
  token: string,
  given: { name: string; passwordHash: string },
): Promise<UserLink | null> {
  const found = await findUserLink(ctx, token);
  if (found?.status !== 'good') return found;
  // Lock first, read in the next statement: another request may use the link in between.
  await lockUsers(ctx, found.tenantId);
  const link = await findUserLink(ctx, token);
  if (link?.status !== 'good') return link;
  const now = ctx.clock.now();
  await ctx.db.query(sql`update user_links set used_at = ${now} where token_hash = ${sha256(token)}`);
  await ctx.db.query(sql`
    update users set name = ${given.name}, email_verified = true, updated_at = ${now} where id = ${link.userId}`);
  await setPassword(ctx, link.userId, given.passwordHash);
  await ctx.db.query(sql`delete from user_sessions where user_id = ${link.userId}`);
  return link;
}
