import { type PersonData, personIds } from '../contacts/index.ts';
import { sql } from '../db/index.ts';
import type { AnyContext } from '../ports/index.ts';

/** That an order was earned stays; who placed it, and what they had done before, does not. */
async function forgetTouches(ctx: AnyContext, tenantId: string, contactIds: readonly string[]): Promise<void> {
  const isTheirs = sql`tenant_id = ${tenantId} and contact_id in ${sql.texts(contactIds)}`;
  // Their orders are marked as they lose their contact, and get rows without touchpoints.
  await ctx.db.query(sql`delete from order_credits where ${isTheirs}`);
  await ctx.db.query(sql`
    update conversions set contact_id = null, first_touch = null, last_touch = null where ${isTheirs}`);
}

export const personData: PersonData = {
  room: 'attribution',
  erase: (ctx, { tenantId, contactIds }) => forgetTouches(ctx, tenantId, contactIds),
  forget: forgetTouches,
  export: (tenantId, contactId) => ({
    touchpoints: sql`
      select order_id as "orderId", kind, channel, source, campaign_id as "campaignId", flow_id as "flowId",
        message_id as "messageId", delivery_id as "deliveryId", variation, touched_at as "touchedAt"
      from order_credits
      where tenant_id = ${tenantId} and contact_id in (${personIds(contactId)}) and kind <> 'none'
      order by placed_at, order_id, place`,
    conversions: sql`
      select order_id as "orderId", model, value, currency, first_touch as "firstTouch", last_touch as "lastTouch",
        converted_at as "convertedAt"
      from conversions where tenant_id = ${tenantId} and contact_id in (${personIds(contactId)}) order by converted_at`,
  }),
  async merge(ctx, { tenantId, mergedId, contactId }) {
    for (const table of [sql`order_credits`, sql`conversions`])
      await ctx.db.query(sql`
        update ${table} set contact_id = ${contactId} where tenant_id = ${tenantId} and contact_id = ${mergedId}`);
  },
};
