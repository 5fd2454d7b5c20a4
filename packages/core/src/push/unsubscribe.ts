import { type RequestEvidence, revokeConsents } from '../consent/index.ts';
import { deletePushSubscription, lockContact } from '../contacts/index.ts';
import type { Id } from '../lib/index.ts';
import type { Context } from '../ports/index.ts';
import { findSubscription, hasSubscription } from './subscriptions.ts';

/**
 * Ends the push subscription of one browser, effective when this resolves. With the last of a contact its consent is
 * revoked in the same transaction; as long as another browser has its own, that one goes on. To know the endpoint is
 * proof enough: it is a secret between the browser, its push service and us.
 */
export async function unsubscribePush(
  ctx: Context,
  tenantId: Id<'ten'>,
  endpoint: string,
  evidence: RequestEvidence,
): Promise<void> {
  await ctx.db.transaction(async (tx) => {
    const inTx = { ...ctx, db: tx };
    const subscription = await findSubscription(inTx, tenantId, [endpoint]);
    if (!subscription) return;
    const contact = await lockContact(inTx, tenantId, { id: subscription.contactId });
    // The contact was erased in the meantime, and the subscription with it.
    if (!contact) return;
    await deletePushSubscription(inTx, tenantId, subscription.id);
    if (await hasSubscription(inTx, tenantId, contact.id)) return;
    await revokeConsents(inTx, tenantId, contact.id, ['push'], { source: 'push', method: 'browser', evidence });
  });
}
