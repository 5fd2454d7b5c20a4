import {
  type RequestEvidence,
  readConsents,
  readToken,
  recordConsent,
  suppress,
  suppressHash,
} from '../consent/index.ts';
import { sql } from '../db/index.ts';
import { DomainError } from '../lib/index.ts';
import type { Context } from '../ports/index.ts';

/**
 * Uses an unsubscribe link: effective when this resolves, for everything that has not left yet. The link never
 * expires, can only take away, and may be used any number of times; it works for an erased contact too.
 * @throws DomainError `token_invalid`
 */
export async function unsubscribe(
  ctx: Context,
  token: string,
  method: 'one_click' | 'link',
  evidence: RequestEvidence,
): Promise<void> {
  const link = readToken(ctx, 'unsubscribe', token);
  if (!link) throw new DomainError('token_invalid');
  const { tenantId, subject: contactId } = link;
  await ctx.db.transaction(async (tx) => {
    const inTx = { ...ctx, db: tx };
    // The gate takes the same lock: whoever commits first is obeyed.
    const [contact] = await tx.query<{ email: string | null; emailHash: Buffer | null; isStopped: boolean }>(sql`
      select coalesce(c.email, m.email) as email, c.email_hash as "emailHash", not exists (
        select from consent_state s where s.tenant_id = ${tenantId} and s.contact_id = c.id
          and s.type in ('email', 'marketing') and s.state <> 'revoked'
      ) and exists (
        select from consent_state s where s.tenant_id = ${tenantId} and s.contact_id = c.id and s.type = 'email'
      ) as "isStopped"
      from contacts c left join contacts m on m.id = c.merged_into
      where c.tenant_id = ${tenantId} and c.id = ${contactId} for update of c`);
    if (!contact) return;
    // Erased: its consents have ended, and nothing is noted of whoever clicks.
    if (contact.emailHash) return suppressHash(inTx, tenantId, 'email', contact.emailHash, 'unsubscribed');
    if (contact.email !== null) await suppress(inTx, tenantId, 'email', contact.email, 'unsubscribed');
    if (contact.isStopped) return;
    const entry = {
      contactId,
      action: 'revoked' as const,
      source: 'unsubscribe',
      method,
      wordingVersion: null,
      evidence,
    };
    await recordConsent(inTx, tenantId, [
      { ...entry, type: 'email' },
      { ...entry, type: 'marketing' },
    ]);
  });
}

/**
 * Uses the "never again" link of a confirmation mail: nothing at all goes to this address any more, whoever enters it
 * and whatever it asks for. It never expires, and only the shop can take it back.
 * @throws DomainError `token_invalid`
 */
export async function neverAgain(ctx: Context, token: string, evidence: RequestEvidence): Promise<void> {
  const link = readToken(ctx, 'never_again', token);
  if (!link) throw new DomainError('token_invalid');
  const { tenantId, subject: contactId } = link;
  await ctx.db.transaction(async (tx) => {
    const inTx = { ...ctx, db: tx };
    const [contact] = await tx.query<{ email: string | null; emailHash: Buffer | null }>(sql`
      select coalesce(c.email, m.email) as email, c.email_hash as "emailHash"
      from contacts c left join contacts m on m.id = c.merged_into
      where c.tenant_id = ${tenantId} and c.id = ${contactId} for update of c`);
    if (contact?.emailHash) return suppressHash(inTx, tenantId, 'email', contact.emailHash, 'never_again');
    if (!contact?.email) return;
    await suppress(inTx, tenantId, 'email', contact.email, 'never_again');
    const states = await readConsents(inTx, tenantId, contactId);
    const types = (['email', 'marketing'] as const).filter(
      (type) => states.find((state) => state.type === type)?.state !== 'revoked',
    );
    await recordConsent(
      inTx,
      tenantId,
      types.map((type) => ({
        contactId,
        type,
        action: 'revoked',
        source: 'never_again',
        method: 'link',
        wordingVersion: null,
        evidence,
      })),
    );
  });
}
