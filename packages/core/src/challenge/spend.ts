import { sql } from '../db/index.ts';
import { type Id, keyedHash, sha256 } from '../lib/index.ts';
import type { AnyContext } from '../ports/index.ts';

/** Maximum expired rows that are deleted with each new one. */
const swept = 20;

/**
 * Spends a token or an answer on a submission. The same submission may use it again, for example when the response was
 * lost; any other submission may not.
 * @param until the time at which it expires anyway
 * @returns whether it was valid for this submission
 */
export async function spend(
  ctx: AnyContext,
  tenantId: Id<'ten'>,
  id: string,
  submission: string,
  until: Date,
): Promise<boolean> {
  const rows = await ctx.db.query(sql`
    with swept as (
      delete from spent_challenges where (tenant_id, digest) in (
        select tenant_id, digest from spent_challenges where expires_at < ${ctx.clock.now()}
        order by expires_at limit ${swept} for update skip locked)
    )
    insert into spent_challenges as s (tenant_id, digest, submission, expires_at)
    values (${tenantId}, ${sha256(id)}, ${keyedHash(ctx.secrets.suppression, submission)}, ${until})
    on conflict (tenant_id, digest) do update set expires_at = excluded.expires_at
      where s.submission = excluded.submission
    returning 1`);
  return rows.length > 0;
}
