import type { PushRefreshRequest } from '@beckon/contract';
import type { RequestEvidence } from '../consent/index.ts';
import { deletePushEndpoint, type MergeParticipant, updatePushAddress } from '../contacts/index.ts';
import type { EventSource } from '../log/index.ts';
import type { Context } from '../ports/index.ts';
import { checkAddress } from './address.ts';
import { adopt } from './adopt.ts';
import { lockSigned, readIdentity } from './identity.ts';
import { findSubscription } from './subscriptions.ts';

/**
 * Records that a browser still has its subscription, or has replaced it with another. What was revoked in the meantime
 * stays revoked, and the browser is told. With a signature of the shop's server, the subscription of an unidentified
 * contact moves to the signed contact; without one, nothing is granted or moved.
 * @param participants the rooms that keep data about contacts, for a merge
 * @throws DomainError `validation_failed`
 */
export async function refreshPush(
  ctx: Context,
  source: EventSource,
  request: PushRefreshRequest,
  evidence: RequestEvidence,
  participants: readonly MergeParticipant[],
): Promise<{ isSubscribed: boolean }> {
  const { tenantId } = source;
  const address = await checkAddress(ctx, tenantId, request);
  const identity = readIdentity(ctx, source, request);
  const { endpoint } = address;
  const endpoints = request.previousEndpoint === undefined ? [endpoint] : [endpoint, request.previousEndpoint];
  return ctx.db.transaction(async (tx) => {
    const inTx = { ...ctx, db: tx };
    const known = await findSubscription(inTx, tenantId, endpoints);
    if (!known) return { isSubscribed: false };
    await updatePushAddress(inTx, known.id, address);
    if (
      known.endpoint === endpoint &&
      request.previousEndpoint !== undefined &&
      request.previousEndpoint !== endpoint
    ) {
      await deletePushEndpoint(inTx, tenantId, known.contactId, request.previousEndpoint);
    }
    if (!identity) return { isSubscribed: true };
    const contact = await lockSigned(inTx, tenantId, identity, known.contactId);
    return { isSubscribed: await adopt(inTx, tenantId, known, contact.id, { evidence, participants }) };
  });
}
