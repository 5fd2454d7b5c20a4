import { sql } from '../db/index.ts';
import type { AnyContext } from '../ports/index.ts';
import { enqueue } from '../queue/index.ts';

export type NewDelivery = {
  tenantId: string;
  contactId: string;
  /** Key of the message, such as `welcome`. */
  message: string;
  /** Names this occasion: the same key is delivered once. */
  businessKey: string;
  variables?: Record<string, unknown>;
  /** Of the occasion, where it has one; else that of the contact. */
  language?: string | null | undefined;
  /** Leaves only while there is some of this; without a variant, any of them. */
  product?: { id: string; variantId: string };
};

/**
 * Makes a delivery due and puts its job in line. Whether it may go out is decided at the gate, when it is sent.
 * @returns false when this occasion had its delivery already
 */
export async function deliver(ctx: AnyContext, delivery: NewDelivery): Promise<boolean> {
  const id = ctx.ids.newId('dlv');
  const rows = await ctx.db.query(sql`
    insert into deliveries (id, tenant_id, contact_id, message_id, channel, category, business_key, variables, language,
      product_id, variant_id, created_at)
    select ${id}, m.tenant_id, ${delivery.contactId}, m.id, m.channel, m.category, ${delivery.businessKey},
      ${JSON.stringify(delivery.variables ?? {})}::text::jsonb, ${delivery.language ?? null}, ${delivery.product?.id ?? null},
      ${delivery.product?.variantId ?? null}, ${ctx.clock.now()}
    from messages m where m.tenant_id = ${delivery.tenantId} and m.key = ${delivery.message}
    on conflict (tenant_id, business_key) do nothing returning id`);
  if (rows.length === 0) {
    const known = await ctx.db.query(sql`
      select 1 from messages where tenant_id = ${delivery.tenantId} and key = ${delivery.message}`);
    if (known.length === 0) throw new Error(`tenant ${delivery.tenantId} has no message ${delivery.message}`);
    return false;
  }
  await enqueue(ctx, {
    tenantId: delivery.tenantId,
    kind: 'delivery.send',
    payload: { deliveryId: id },
    uniqueKey: id,
  });
  return true;
}
