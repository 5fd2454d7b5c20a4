import { personPeriodsOf, readTouch } from '../contacts/index.ts';
import { sql } from '../db/index.ts';
import type { Id } from '../lib/index.ts';
import type { events } from '../log/index.ts';
import type { deliveries } from '../messages/index.ts';
import type { AnyContext } from '../ports/index.ts';
import type { Interaction, MessageChannel } from './build-path.ts';

/** The events that touchpoints are read from. */
export const touchEvents = ['page_viewed', 'message_clicked', 'message_opened', 'newsletter_confirmed'] as const;

type EventRow = Pick<typeof events.$inferSelect, 'type' | 'properties' | 'context' | 'occurredAt' | 'seq'> & {
  orderId: string;
};

/**
 * What the contacts of orders did before them, in the order of time: identified, and in browsers while these were linked to
 * them. What bots did is left out.
 * @param lookBack milliseconds
 */
export async function readInteractions(
  ctx: AnyContext,
  tenantId: Id<'ten'>,
  orderIds: readonly string[],
  lookBack: number,
): Promise<Map<string, Interaction[]>> {
  const rows = await ctx.db.query<EventRow>(sql`
    select w.order_id as "orderId", y.type, t.occurred_at as "occurredAt", t.seq,
      case y.type when 'page_viewed' then jsonb_strip_nulls(jsonb_build_object(
        'url', e.properties -> 'url', 'referrer', e.properties -> 'referrer')) else e.properties end as properties,
      case y.type when 'page_viewed' then jsonb_strip_nulls(jsonb_build_object('url', e.context -> 'url')) else '{}' end
        as context
    from orders w
    cross join lateral (${personPeriodsOf(tenantId, sql.trusted('w.contact_id'))}) p
    join timeline t on t.tenant_id = w.tenant_id and t.person_id = p.id and t.occurred_at >= p.since
      and t.occurred_at < p.until and t.occurred_at <= w.placed_at
      and t.occurred_at >= w.placed_at - ${lookBack}::double precision * interval '1 millisecond'
    join event_types y on y.id = t.type_id and y.type in ${sql.texts(touchEvents)}
    join events e on e.seq = t.seq
    where w.tenant_id = ${tenantId} and w.contact_id is not null and w.order_id in ${sql.texts(orderIds)}
    order by t.occurred_at, t.seq`);
  const coupons = await readCoupons(ctx, tenantId, orderIds);
  const done = byOrder(
    rows.flatMap((row) => {
      const interaction = toInteraction(row);
      return interaction ? [{ orderId: row.orderId, interaction }] : [];
    }),
  );
  return new Map(orderIds.map((id) => [id, [...(done.get(id) ?? []), ...(coupons.get(id) ?? [])]]));
}

function toInteraction({ type, properties, context, occurredAt: at, seq }: EventRow): Interaction | null {
  if (type === 'page_viewed') {
    const touch = readTouch({ type, properties, context, occurredAt: at.toISOString() });
    return touch && { kind: 'page', at, seq, touch };
  }
  if (type === 'newsletter_confirmed') return { kind: 'sign_up', at, seq };
  const { channel, url } = properties as { channel: MessageChannel; url?: unknown };
  const text = (name: string) => (typeof properties[name] === 'string' ? (properties[name] as string) : null);
  return {
    ...{ kind: type === 'message_clicked' ? 'click' : 'open', at, seq, channel },
    target: readTouch({ type: 'page_viewed', properties: { url }, context: {}, occurredAt: at.toISOString() }),
    campaignId: text('campaignId'),
    flowId: text('flowId'),
    messageId: text('messageId'),
    deliveryId: text('deliveryId'),
    variation: text('variation'),
  };
}

type CouponRow = Pick<typeof deliveries.$inferSelect, 'origin'> & {
  orderId: string;
  seq: number;
  at: Date;
  pool: string;
  deliveryId: string | null;
  messageId: string | null;
  channel: MessageChannel | null;
};

/** The codes used in orders by the contacts who had got them, with the deliveries that showed them. */
async function readCoupons(
  ctx: AnyContext,
  tenantId: Id<'ten'>,
  orderIds: readonly string[],
): Promise<Map<string, Interaction[]>> {
  const rows = await ctx.db.query<CouponRow>(sql`
    select w.order_id as "orderId", w.seq, w.placed_at as at, p.key as pool, d.id as "deliveryId", d.message_id as "messageId",
      d.channel, coalesce(d.origin, '{}') as origin
    from orders w
    join events e on e.seq = w.seq and e.properties ? 'coupon'
    join coupon_pools p on p.tenant_id = w.tenant_id
    join coupon_codes k on k.tenant_id = w.tenant_id and k.pool_key = p.key and k.code = btrim(e.properties ->> 'coupon')
      and k.given_at <= w.placed_at
    join contacts c on c.id = k.contact_id and coalesce(c.merged_into, c.id) = w.contact_id
    left join deliveries d on d.tenant_id = w.tenant_id and d.id = k.delivery_id
    where w.tenant_id = ${tenantId} and w.order_id in ${sql.texts(orderIds)}
    order by w.order_id, p.key`);
  const coupons = rows.map(({ orderId, origin, ...row }) => {
    const { campaignId = null, flowId = null, variation = null } = origin as Record<string, string | null>;
    return { orderId, interaction: { kind: 'coupon' as const, ...row, campaignId, flowId, variation } };
  });
  return byOrder(coupons);
}

const byOrder = (found: readonly { orderId: string; interaction: Interaction }[]): Map<string, Interaction[]> =>
  new Map(
    [...Map.groupBy(found, ({ orderId }) => orderId)].map(([orderId, own]) => [
      orderId,
      own.map(({ interaction }) => interaction),
    ]),
  );
