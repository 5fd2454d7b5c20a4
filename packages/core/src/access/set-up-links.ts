import { sql } from '../db/index.ts';
import { encodeBase32, sha256 } from '../lib/index.ts';
import type { AnyContext, Context, Transaction } from '../ports/index.ts';

/** Milliseconds for which a link works. */
const lifetime = 24 * 60 * 60 * 1_000;

/** `done`: a tenant already exists. */
export type SetUpStatus = 'good' | 'expired' | 'done' | 'unknown';

/** Makes a link to set up the first tenant. @returns the token, or null where there is a tenant */
export async function createSetUpLink(ctx: AnyContext): Promise<string | null> {
  const now = ctx.clock.now();
  const token = encodeBase32(ctx.random.bytes(16));
  const [made] = await ctx.db.query(sql`
    insert into set_up_links (token_hash, created_at, expires_at)
    select ${sha256(token)}, ${now}, ${new Date(now.getTime() + lifetime)}
    where not exists (select from tenants) returning 1`);
  return made ? token : null;
}

export async function findSetUpLink(ctx: AnyContext, token: string): Promise<SetUpStatus> {
  const [link] = await ctx.db.query<{ status: SetUpStatus }>(sql`
    select case when exists (select from tenants) then 'done' when expires_at <= ${ctx.clock.now()} then 'expired'
      else 'good' end as status
    from set_up_links where token_hash = ${sha256(token)}`);
  return link?.status ?? 'unknown';
}

/** The same under a lock on all links: two of them cannot set up a tenant each. */
export async function lockSetUpLink(ctx: Context<Transaction>, token: string): Promise<SetUpStatus> {
  await ctx.db.query(sql`select 1 from set_up_links order by token_hash for update`);
  return findSetUpLink(ctx, token);
}
