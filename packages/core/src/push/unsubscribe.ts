import { type RequestEvidence, recordConsent } from '../consent/index.ts';
import { sql } from '../db/index.ts';
import type { Context } from '../ports/index.ts';
import { findSubscription, hasSubscription, lockContacts } from './subscriptions.ts';

/**
 * Ends the push subscription of one browser, effective when this resolves. With the last of a contact its consent is
 * revoked in the same transaction; as long as another browser has its own, that one goes on. To know the endpoint is
 * proof enough: it is a secret between the browser, its push service and us.
 */
export async function unsubscribePush(
  ctx: Context,
  tenantId: string,
  endpoint: string,
  evidence: RequestEvidence,
): Promise<void> {
  await ctx.db.transaction(async (tx) => {
    const inTx = { ...ctx, db: tx };
    const subscription = await findSubscription(inTx, tenantId, [endpoint]);
    if (!subscription) return;
    const { id, contactId } = subscription;
    await lockContacts(inTx, [contactId]);
    await tx.query(sql`delete from push_subscriptions where tenant_id = ${tenantId} and id = ${id}`);
    if (await hasSubscription(inTx, tenantId, contactId)) return;
    await recordConsent(inTx, tenantId, [
      {
        contactId,
        type: 'push',
        action: 'revoked',
        source: 'push',
        method: 'browser',
        wordingVersion: null,
        evidence,
      },
    ]);
  });
}
