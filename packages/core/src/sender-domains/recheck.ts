import { sql } from '../db/index.ts';
import type { Context } from '../ports/index.ts';
import { inspectSenderDomain, storeCheck } from './sender-domain.ts';
import type { senderDomainChecks } from './tables.ts';

const recheckEvery = 24 * 60 * 60 * 1_000;

/**
 * Looks up again what was last looked up a day ago: a record that has gone would make every signature a broken one, and one
 * that has come lets mails be signed.
 * @returns how many domains
 */
export async function recheckSenderDomains(ctx: Context): Promise<number> {
  const now = ctx.clock.now();
  // Taken before it is done, so that one worker does it.
  const due = await ctx.db.query<Pick<typeof senderDomainChecks.$inferSelect, 'tenantId'>>(sql`
    update sender_domain_checks set checked_at = ${now}
    where checked_at <= ${new Date(now.getTime() - recheckEvery)} returning tenant_id as "tenantId"`);
  for (const { tenantId } of due) {
    const checked = await inspectSenderDomain(ctx, tenantId);
    await ctx.db.transaction((tx) => storeCheck({ ...ctx, db: tx }, tenantId, checked));
  }
  return due.length;
}
