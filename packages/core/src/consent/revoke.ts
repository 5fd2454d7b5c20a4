import type { ConsentType } from '@beckon/contract';
import { personIds } from '../contacts/index.ts';
import { sql } from '../db/index.ts';
import type { Id } from '../lib/index.ts';
import type { Context, Transaction } from '../ports/index.ts';
import { recordConsent } from './ledger.ts';
import type { consentState } from './tables.ts';

export type Refusal = {
  /** Where the contact stated it, such as `unsubscribe` or `preferences`. */
  source: string;
  /** How it was verified, such as `link` or `signed_identity`. */
  method: string;
  evidence: Record<string, unknown>;
};

/**
 * Records that a contact refuses these types. A refusal is recorded even if the contact never granted the type, so that
 * no later claim can grant it. Only a repeated refusal is omitted: already revoked, and nothing granted since. Call it
 * with the contact's row locked.
 */
export async function revokeConsents(
  ctx: Context<Transaction>,
  tenantId: Id<'ten'>,
  contactId: Id<'ctc'>,
  types: readonly ConsentType[],
  { source, method, evidence }: Refusal,
): Promise<void> {
  const repeated = await ctx.db.query<Pick<typeof consentState.$inferSelect, 'type'>>(sql`
    select r.type from consent_state r
    where r.tenant_id = ${tenantId} and r.contact_id = ${contactId} and r.state = 'revoked' and not exists (
      select from consent_state g
      where g.tenant_id = r.tenant_id and g.contact_id in (${personIds(contactId)}) and g.state = 'granted'
        and g.position > r.position)`);
  const news = types.filter((type) => !repeated.some((row) => row.type === type));
  if (news.length === 0) return;
  await recordConsent(
    ctx,
    tenantId,
    news.map((type) => ({ contactId, type, action: 'revoked', source, method, wordingVersion: null, evidence })),
  );
}
