import { recordConsent } from '../consent/index.ts';
import {
  type contacts,
  deletePushSubscription,
  deleteSurplusSubscriptions,
  movePushSubscription,
  personIds,
} from '../contacts/index.ts';
import { sql } from '../db/index.ts';
import type { Id } from '../lib/index.ts';
import type { Context, Transaction } from '../ports/index.ts';
import { type KnownSubscription, type Release, releaseFormerContact } from './subscriptions.ts';

/** The consent given in this browser before the shopper was identified. */
type Yes = { since: Date; wording: string | null; saidNoSince: boolean };

/**
 * Moves a browser's subscription to the contact that the shop's server has signed, if it belonged to a contact without
 * address and user id, or to one merged into the signed contact. The consent was that person's, so it is recorded for
 * the signed contact. If that contact revoked push or all marketing afterwards, the subscription ends instead. The
 * subscription of another person stays. Call it with both contacts locked.
 * @returns false when the subscription has ended
 */
export async function adopt(
  ctx: Context<Transaction>,
  tenantId: Id<'ten'>,
  { id, contactId: formerId, wordingVersion }: KnownSubscription,
  contactId: Id<'ctc'>,
  release: Release,
): Promise<boolean> {
  if (formerId === contactId) return true;
  const [former] = await ctx.db.query<Pick<typeof contacts.$inferSelect, 'mergedInto'> & { isNameless: boolean }>(sql`
    select merged_into as "mergedInto", user_id is null and email is null and merged_into is null as "isNameless"
    from contacts where tenant_id = ${tenantId} and id = ${formerId}`);
  if (!former?.isNameless && former?.mergedInto !== contactId) return true;
  const yes = await readYes(ctx, tenantId, formerId, contactId);
  if (yes && !yes.saidNoSince) {
    await movePushSubscription(ctx, tenantId, id, contactId);
    await deleteSurplusSubscriptions(ctx, tenantId, contactId);
    await recordConsent(ctx, tenantId, [
      {
        contactId,
        type: 'push',
        action: 'granted',
        source: 'push',
        method: 'signed_browser',
        wordingVersion,
        evidence: { ...release.evidence, wording: yes.wording, saidAt: yes.since.toISOString(), saidAs: formerId },
      },
    ]);
  } else {
    await deletePushSubscription(ctx, tenantId, id);
  }
  await releaseFormerContact(ctx, tenantId, { formerId, contactId }, release);
  return !!yes && !yes.saidNoSince;
}

async function readYes(
  ctx: Context<Transaction>,
  tenantId: Id<'ten'>,
  formerId: Id<'ctc'>,
  contactId: Id<'ctc'>,
): Promise<Yes | undefined> {
  const [yes] = await ctx.db.query<Yes>(sql`
    select g.said_at as since, e.evidence ->> 'wording' as wording, exists (
      select from consent_state n where n.tenant_id = g.tenant_id and n.type in ('push', 'marketing')
        and n.state = 'revoked' and n.position > g.position and n.contact_id in (${personIds(contactId)})
    ) as "saidNoSince"
    from consent_state g
    join consent_ledger l on l.tenant_id = g.tenant_id and l.position = g.position
    left join consent_evidence e on e.id = l.record ->> 'evidenceId' and e.tenant_id = g.tenant_id
    where g.tenant_id = ${tenantId} and g.contact_id = ${formerId} and g.type = 'push' and g.state = 'granted'`);
  return yes;
}
