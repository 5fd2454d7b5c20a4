import { sql } from '../db/index.ts';
import type { Id } from '../lib/index.ts';
import type { Context, Transaction } from '../ports/index.ts';

/** Deletes texts from before a given time. @returns how many */
export async function forgetReceivedSms(
  ctx: Context<Transaction>,
  tenantId: Id<'ten'>,
  before: Date,
  limit: number,
): Promise<number> {
  const gone = await ctx.db.query(sql`
    delete from received_sms where id in (
      select id from received_sms where tenant_id = ${tenantId} and created_at < ${before} order by id limit ${limit})
    returning id`);
  return gone.length;
}
