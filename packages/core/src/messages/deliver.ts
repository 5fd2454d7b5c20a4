import type { DeliveryOrigin } from '@beckon/contract';
import { sql } from '../db/index.ts';
import type { Id } from '../lib/index.ts';
import type { AnyContext } from '../ports/index.ts';
import { enqueue, type Priority, priorities } from '../queue/index.ts';
import { sendDelivery } from './send-delivery.ts';
import { smsLimitKey } from './sms-limit.ts';
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
  /** If omitted, `urgent` for a service message, else `normal`. */
  priority?: Priority;
  /** Deliveries with the same key share the limit that `setJobLimit` sets. Text messages have a limit of their own. */
  limitKey?: string;
  /** Sent only while this is in stock; without a variant, while any variant is. */
  product?: { id: string; variantId: string };
  /** What its variation changes of the message. */
  overrideId?: Id<'ovr'> | undefined;
};

/**
 * Creates deliveries and enqueues their jobs, with one statement each. The gate decides whether they may be sent, at the
 * time of sending.
 * @returns the number of deliveries created; an occasion that already has its delivery gets no other
 * @throws Error when a tenant has no published message with this key
 */
export async function deliverAll(ctx: AnyContext, wanted: readonly NewDelivery[]): Promise<number> {
  if (wanted.length === 0) return 0;
  const rows = wanted.map((delivery, no) => ({
    no,
    id: ctx.ids.newId('dlv'),
    tenantId: delivery.tenantId,
    contactId: delivery.contactId,
    message: delivery.message,
    businessKey: delivery.businessKey,
    variables: delivery.variables ?? {},
    language: delivery.language ?? null,
    productId: delivery.product?.id ?? null,
    variantId: delivery.product?.variantId ?? null,
    origin: delivery.origin ?? { kind: 'system' },
    overrideId: delivery.overrideId ?? null,
  }));
  const json = JSON.stringify(rows);
  const created = await ctx.db.query<
    Pick<typeof deliveries.$inferSelect, 'id' | 'tenantId' | 'category' | 'channel'>
  >(sql`
    insert into deliveries (id, tenant_id, contact_id, message_id, channel, category, business_key, variables, language,
      product_id, variant_id, origin, override_id, created_at)
    select w.id, m.tenant_id, w."contactId", m.id, m.channel, m.category, w."businessKey", w.variables, w.language,
      w."productId", w."variantId", w.origin, w."overrideId", ${ctx.clock.now()}
    from jsonb_to_recordset(${json}::text::jsonb) as w (
      no integer, id text, "tenantId" text, "contactId" text, message text, "businessKey" text, variables jsonb,
      language text, "productId" text, "variantId" text, origin jsonb,
      "overrideId" text)
    join messages m on m.tenant_id = w."tenantId" and m.key = w.message and m.published_version is not null
    -- In one order, so that two transactions with the same occasions do not wait for each other.
    order by w."tenantId", w."businessKey", w.no
    on conflict (tenant_id, business_key) do nothing returning id, tenant_id as "tenantId", category, channel`);
  if (created.length < wanted.length) await refuseUnknownMessages(ctx, wanted);
  // Sent in the order in which they were wanted, which is not that of the insert.
  const place = new Map(rows.map(({ id, no }) => [id, no]));
  created.sort((one, other) => place.get(one.id)! - place.get(other.id)!);
  await enqueue(
    ctx,
    sendDelivery,
    created.map(({ id, tenantId, category, channel }) => {
      const { priority, limitKey } = wanted[place.get(id)!]!;
      return {
        tenantId,
        payload: { deliveryId: id },
        uniqueKey: id,
        ...(channel === 'sms' ? { limitKey: smsLimitKey } : limitKey !== undefined && { limitKey }),
        // The person has just asked for a service message, such as for the link in a confirmation.
        priority: priority ?? (category === 'transactional' ? priorities.urgent : priorities.normal),
      };
    }),
  );
  return created.length;
}

async function refuseUnknownMessages(ctx: AnyContext, wanted: readonly NewDelivery[]): Promise<void> {
  const keys = wanted.map(({ tenantId, message }) => ({ tenantId, message }));
  const [unknown] = await ctx.db.query<{ tenantId: string; message: string }>(sql`
    select w."tenantId", w.message
    from jsonb_to_recordset(${JSON.stringify(keys)}::text::jsonb) as w ("tenantId" text, message text)
    where not exists (select from messages m where m.tenant_id = w."tenantId" and m.key = w.message
      and m.published_version is not null) limit 1`);
  if (unknown) throw new Error(`tenant ${unknown.tenantId} has no published message ${unknown.message}`);
}

/**
 * Creates a delivery and enqueues its job; see `deliverAll`.
 * @returns false when this occasion already has its delivery
 */
export async function deliver(ctx: AnyContext, delivery: NewDelivery): Promise<boolean> {
  return (await deliverAll(ctx, [delivery])) === 1;
}
