import type { PushSubscribeRequest } from '@beckon/contract';
import { readClient } from '../collect/index.ts';
import { hasRevokedSince, judgeWording, type RequestEvidence, recordConsent } from '../consent/index.ts';
import { createNamelessContact, lockContact } from '../contacts/index.ts';
import { sql } from '../db/index.ts';
import type { EventSource } from '../log/index.ts';
import { deliver } from '../messages/index.ts';
import type { Context, Transaction } from '../ports/index.ts';
import { checkAddress } from './address.ts';
import { lockSigned, readIdentity } from './identity.ts';
import {
  dropBeyondCap,
  findSubscription,
  type KnownSubscription,
  leaveFormer,
  updateAddress,
} from './subscriptions.ts';

/**
 * Subscribes a browser to push and records the consent, in one transaction. It belongs to the contact that the shop's
 * server has signed; without a signature to a contact of its own, which has no names, and never to an existing one:
 * otherwise a stranger could have somebody's messages shown on his own screen.
 * @throws DomainError `validation_failed`
 */
export async function subscribePush(
  ctx: Context,
  source: EventSource,
  request: PushSubscribeRequest,
  evidence: RequestEvidence,
): Promise<void> {
  const address = checkAddress(ctx, request);
  const identity = readIdentity(ctx, source, request);
  await ctx.db.transaction(async (tx) => {
    const inTx = { ...ctx, db: tx };
    const { tenantId } = source;
    const before = await findSubscription(inTx, tenantId, [address.endpoint]);
    // Who only knows the endpoint of somebody's browser says nothing for them.
    if (before?.hasNames && !identity) return updateAddress(inTx, before.id, address);
    const contactId = identity
      ? (await lockSigned(inTx, tenantId, identity, before?.contactId ?? null)).id
      : await lockNameless(inTx, tenantId, before);
    await save(inTx, { ...request, ...address }, { tenantId, contactId, userAgent: evidence.userAgent });
    if (!(await saidSo(inTx, tenantId, before, contactId, request.wordingVersion))) {
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
      await leaveFormer(inTx, tenantId, { formerId: before.contactId, contactId }, evidence);
    }
    await dropBeyondCap(inTx, tenantId, contactId);
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

/** The contact of a browser without a name; made now where there is none, or where it was erased meanwhile. */
async function lockNameless(
  ctx: Context<Transaction>,
  tenantId: string,
  before: KnownSubscription | null,
): Promise<string> {
  const known = before && (await lockContact(ctx, tenantId, { id: before.contactId }));
  return known?.id ?? createNamelessContact(ctx, tenantId);
}

/** A second click says the same thing once, unless something was revoked in between. */
async function saidSo(
  ctx: Context<Transaction>,
  tenantId: string,
  before: KnownSubscription | null,
  contactId: string,
  wordingVersion: string,
): Promise<boolean> {
  if (before?.contactId !== contactId || before.wordingVersion !== wordingVersion) return false;
  const rows = await ctx.db.query(sql`
    select 1 from consent_state g where g.contact_id = ${contactId} and g.type = 'push' and g.state = 'granted'
      and not ${hasRevokedSince(tenantId, sql`g.contact_id`, 'marketing', 'push')}`);
  return rows.length > 0;
}

async function save(
  ctx: Context<Transaction>,
  request: PushSubscribeRequest,
  { tenantId, contactId, userAgent }: { tenantId: string; contactId: string; userAgent: string | null },
): Promise<void> {
  const now = ctx.clock.now();
  await ctx.db.query(sql`
    insert into push_subscriptions (id, tenant_id, contact_id, endpoint, p256dh, auth, wording_version, language,
      client, created_at, seen_at)
    values (${ctx.ids.newId('psh')}, ${tenantId}, ${contactId}, ${request.endpoint}, ${request.p256dh}, ${request.auth},
      ${request.wordingVersion}, ${request.language ?? null},
      ${JSON.stringify(readClient(userAgent ?? '').facts)}::text::jsonb, ${now}, ${now})
    on conflict (tenant_id, endpoint) do update set contact_id = excluded.contact_id, p256dh = excluded.p256dh,
      auth = excluded.auth, wording_version = excluded.wording_version, language = excluded.language,
      client = excluded.client, seen_at = excluded.seen_at, failures = 0`);
}
