import { type PersonData, personIds } from '../contacts/index.ts';
import { sql } from '../db/index.ts';
import type { Context, Statement, Transaction } from '../ports/index.ts';
import { eraseJobErrors } from '../queue/index.ts';
import { skipReasons } from './reasons.ts';
import { sendDelivery } from './send-delivery.ts';

/** The fact that a message was sent stays; its content is erased, and unsent messages are never sent. */
export const personData: PersonData = {
  room: 'messages',

  async erase(ctx, { tenantId, contactIds }) {
    const isTheirs = sql`tenant_id = ${tenantId} and contact_id in ${sql.texts(contactIds)}`;
    const theirs = sql`select id from deliveries where ${isTheirs}`;
    await eraseJobErrors(ctx, tenantId, sendDelivery.kind, theirs);
    await ctx.db.query(sql`
      delete from push_outcomes where tenant_id = ${tenantId} and delivery_id in (${theirs})`);
    await forgetEngagement(ctx, tenantId, theirs);
    await ctx.db.query(sql`
      update provider_events set detail = null, address_hash = null
      where tenant_id = ${tenantId} and delivery_id in (${theirs})`);
    await ctx.db.query(sql`
      update deliveries set variables = '{}', language = null, vendor_id = null, facts = null, waits_until = null,
        address_hash = null, mailbox_provider = null,
        status = case when status = 'due' then 'skipped' else status end,
        -- What a platform has said may name the address.
        reason = case when status = 'due' then 'erased' when reason in ${sql.texts(Object.keys(skipReasons))} then reason end,
        finished_at = case when status = 'due' then ${ctx.clock.now()}::timestamptz else finished_at end
      where ${isTheirs}`);
  },

  async forget(ctx, tenantId, contactIds) {
    const isTheirs = sql`tenant_id = ${tenantId} and contact_id in ${sql.texts(contactIds)}`;
    await forgetEngagement(ctx, tenantId, sql`select id from deliveries where ${isTheirs}`);
    await ctx.db.query(sql`
      update deliveries set variables = '{}', language = null, vendor_id = null, facts = null,
        address_hash = null, mailbox_provider = null,
        reason = case when reason in ${sql.texts(Object.keys(skipReasons))} then reason end
      where ${isTheirs}`);
  },

  export: (tenantId, contactId) => ({
    messages: sql`
      select m.name as message, d.channel, d.category, d.status, d.reason, d.created_at as "createdAt",
        d.dispatched_at as "dispatchedAt", d.finished_at as "finishedAt", d.delivered_at as "deliveredAt",
        d.bounced_at as "bouncedAt", d.complained_at as "complainedAt", d.opened_at as "openedAt",
        d.clicked_at as "clickedAt"
      from deliveries d join messages m on m.id = d.message_id
      where d.tenant_id = ${tenantId} and d.contact_id in (${personIds(contactId)}) order by d.created_at`,
    opensAndClicks: sql`
      select m.name as message, e.kind, e.detail as url, e.machine is not null as "isMachine", e.occurred_at as "occurredAt"
      from deliveries d join messages m on m.id = d.message_id
        join provider_events e on e.tenant_id = d.tenant_id and e.delivery_id = d.id and e.kind in ('opened', 'clicked')
      where d.tenant_id = ${tenantId} and d.contact_id in (${personIds(contactId)}) order by e.occurred_at, e.event_id`,
  }),
};

/** What was opened and followed, link by link; when a message was first opened and clicked stays, for its figures. */
async function forgetEngagement(ctx: Context<Transaction>, tenantId: string, theirs: Statement): Promise<void> {
  await ctx.db.query(sql`
    delete from mail_fetches where tenant_id = ${tenantId} and delivery_id in (${theirs})`);
  await ctx.db.query(sql`
    delete from mail_engagement where tenant_id = ${tenantId} and delivery_id in (${theirs})`);
}
