import { sql } from '../db/index.ts';
import type { AnyContext } from '../ports/index.ts';

/** Ends the links of a user that were not used. */
export async function endUserLinks(ctx: AnyContext, userId: string): Promise<void> {
  const now = ctx.clock.now();
  await ctx.db.query(sql`
    update user_links set expires_at = ${now} where user_id = ${userId} and used_at is null and expires_at > ${now}`);
}
