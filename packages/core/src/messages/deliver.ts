import type { DeliveryOrigin } from '@beckon/contract';
import { sql } from '../db/index.ts';
import type { AnyContext } from '../ports/index.ts';
import { enqueue, priorities } from '../queue/index.ts';
import { sendDelivery } from './send-delivery.ts';
import type { deliveries } from './tables.ts';

export type NewDelivery = {
  tenantId: string;
  contactId: string;
  /** Key of the message, such as `welcome`. */
  message: string;
  /** Identifies the occasion: a key is delivered only once. */
  businessKey: string;
  variables?: Record<string, unknown>;
  /** The language of the occasion, if it has one; else that of the contact. */
  language?: string | null | undefined;
  /** `system` if omitted. */
  origin?: DeliveryOrigin;
  /** Sent only while this is in stock; without a variant, while any variant is. */
  product?: { id: string; variantId: string };
};

/**
 * Creates a delivery and enqueues its job. The gate decides whether it may be sent, at the time of sending.
 * @returns false when this occasion already has its delivery
 */
export async function deliver(ctx: AnyContext, delivery: NewDelivery): Promise<boolean> {
  const id = ctx.ids.newId('dlv');
  const [made] = await ctx.db.query<Pick<typeof deliveries.$inferSelect, 'category'>>(sql`
    insert into deliveries (id, tenant_id, contact_id, message_id, channel, category, business_key, variables, language,
      product_id, variant_id, origin, created_at)
    select ${id}, m.tenant_id, ${delivery.contactId}, m.id, m.channel, m.category, ${delivery.businessKey},
      ${JSON.stringify(delivery.variables ?? {})}::text::jsonb, ${delivery.language ?? null}, ${delivery.product?.id ?? null},
      ${delivery.product?.variantId ?? null},
      ${JSON.stringify(delivery.origin ?? { kind: 'system' })}::text::jsonb, ${ctx.clock.now()}
    from messages m where m.tenant_id = ${delivery.tenantId} and m.key = ${delivery.message}
    on conflict (tenant_id, business_key) do nothing returning category`);
  if (!made) {
    const known = await ctx.db.query(sql`
      select 1 from messages where tenant_id = ${delivery.tenantId} and key = ${delivery.message}`);
    if (known.length === 0) throw new Error(`tenant ${delivery.tenantId} has no message ${delivery.message}`);
    return false;
  }
  await enqueue(ctx, sendDelivery, [
    {
      tenantId: delivery.tenantId,
      payload: { deliveryId: id },
      uniqueKey: id,
      // The person has just asked for it, such as for the link in a confirmation.
      ...(made.category === 'transactional' ? { priority: priorities.urgent } : {}),
    },
  ]);
  return true;
}
