import type { PushRefreshRequest } from '@beckon/contract';
import { sql } from '../db/index.ts';
import type { Context } from '../ports/index.ts';
import { checkAddress } from './address.ts';
import { findSubscription, updateAddress } from './subscriptions.ts';

/**
 * Hears from a browser that it still has its subscription, or another one in its place. Grants nothing: what was
 * revoked in the meantime stays so, and the browser learns of it.
 * @throws DomainError `validation_failed`
 */
export async function refreshPush(
  ctx: Context,
  tenantId: string,
  request: PushRefreshRequest,
): Promise<{ isSubscribed: boolean }> {
  const address = checkAddress(ctx, request);
  const { endpoint } = address;
  const endpoints = request.previousEndpoint === undefined ? [endpoint] : [endpoint, request.previousEndpoint];
  return ctx.db.transaction(async (tx) => {
    const inTx = { ...ctx, db: tx };
    const known = await findSubscription(inTx, tenantId, endpoints);
    if (!known) return { isSubscribed: false };
    await updateAddress(inTx, known.id, address);
    if (
      known.endpoint === endpoint &&
      request.previousEndpoint !== undefined &&
      request.previousEndpoint !== endpoint
    ) {
      await tx.query(sql`
        delete from push_subscriptions where tenant_id = ${tenantId} and endpoint = ${request.previousEndpoint}
          and contact_id = ${known.contactId}`);
    }
    return { isSubscribed: true };
  });
}
