import type { PushSubscribeRequest } from '@beckon/contract';
import { readClient } from '../collect/index.ts';
import { hasRevokedSince, judgeWording, type RequestEvidence, recordConsent } from '../consent/index.ts';
import {
  createNamelessContact,
  deleteSurplusSubscriptions,
  lockContact,
  type MergeParticipant,
  savePushSubscription,
  updatePushAddress,
} from '../contacts/index.ts';
import { sql } from '../db/index.ts';
import type { Id } from '../lib/index.ts';
import type { EventSource } from '../log/index.ts';
import { deliver } from '../messages/index.ts';
import type { Context, Transaction } from '../ports/index.ts';
import { checkAddress } from './address.ts';
import { lockSigned, readIdentity } from './identity.ts';
import { findSubscription, type KnownSubscription, releaseFormerContact } from './subscriptions.ts';

/**
 * Subscribes a browser to push and records the consent, in one transaction. The subscription belongs to the contact
 * that the shop's server has signed. Without a signature it belongs to a new contact without address and user id, never
 * to an existing one: otherwise a stranger could get another shopper's messages on their own screen.
 * @param participants the rooms that keep data about contacts, for a merge
 * @throws DomainError `validation_failed`
 */
export async function subscribePush(
  ctx: Context,
  source: EventSource,
  request: PushSubscribeRequest,
  evidence: RequestEvidence,
  participants: readonly MergeParticipant[],
): Promise<void> {
  const address = await checkAddress(ctx, source.tenantId, request);
  const identity = readIdentity(ctx, source, request);
  await ctx.db.transaction(async (tx) => {
    const inTx = { ...ctx, db: tx };
    const { tenantId } = source;
    const before = await findSubscription(inTx, tenantId, [address.endpoint]);
    // Knowing the endpoint of another shopper's browser does not allow a caller to consent for them.
    if (before?.hasNames && !identity) return updatePushAddress(inTx, before.id, address);
    const contactId = identity
      ? (await lockSigned(inTx, tenantId, identity, before?.contactId ?? null)).id
      : await lockNameless(inTx, tenantId, before);
    await savePushSubscription(inTx, tenantId, contactId, {
      ...address,
      wordingVersion: request.wordingVersion,
      language: request.language ?? null,
      client: readClient(evidence.userAgent ?? '').facts,
    });
    if (!(await hasSameConsent(inTx, tenantId, before, contactId, request.wordingVersion))) {
      await recordConsent(inTx, tenantId, [
        {
          contactId,
          type: 'push',
          action: 'granted',
          source: 'push',
          method: 'browser_prompt',
          wordingVersion: request.wordingVersion,
          evidence: {
            ...evidence,
            ...(await judgeWording(inTx, tenantId, request.wordingVersion, request.wording)),
            pageUrl: request.pageUrl ?? null,
          },
        },
      ]);
    }
    if (before && before.contactId !== contactId) {
      await releaseFormerContact(inTx, tenantId, { formerId: before.contactId, contactId }, { evidence, participants });
    }
    await deleteSurplusSubscriptions(inTx, tenantId, contactId);
    // Once for each contact: a delivery goes to all their browsers.
    await deliver(inTx, {
      tenantId,
      contactId,
      message: 'push_welcome',
      businessKey: `push_welcome/${contactId}`,
      language: request.language,
    });
  });
}

/** The contact of an unidentified browser; created if missing or erased since. */
async function lockNameless(
  ctx: Context<Transaction>,
  tenantId: Id<'ten'>,
  before: KnownSubscription | null,
): Promise<Id<'ctc'>> {
  const known = before && (await lockContact(ctx, tenantId, { id: before.contactId }));
  return known?.id ?? createNamelessContact(ctx, tenantId);
}

/** A second click says the same thing once, unless something was revoked in between. */
async function hasSameConsent(
  ctx: Context<Transaction>,
  tenantId: Id<'ten'>,
  before: KnownSubscription | null,
  contactId: Id<'ctc'>,
  wordingVersion: string,
): Promise<boolean> {
  if (before?.contactId !== contactId || before.wordingVersion !== wordingVersion) return false;
  const rows = await ctx.db.query(sql`
    select 1 from consent_state g where g.contact_id = ${contactId} and g.type = 'push' and g.state = 'granted'
      and not ${hasRevokedSince(tenantId, sql`g.contact_id`, 'marketing', 'push')}`);
  return rows.length > 0;
}
