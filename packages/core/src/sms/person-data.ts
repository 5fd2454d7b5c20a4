import { type PersonData, personIds } from '../contacts/index.ts';
import { sql } from '../db/index.ts';
import { normalizePhone } from '../lib/index.ts';

/** What a person has texted to the shop, also from a number that no contact had yet. */
export const personData: PersonData = {
  room: 'sms',

  async erase(ctx, { tenantId, contactIds, phones }) {
    await ctx.db.query(sql`
      delete from received_sms where tenant_id = ${tenantId}
        and (contact_id in ${sql.texts(contactIds)} or from_number in ${sql.texts(phones.map(normalizePhone))})`);
  },

  async forget(ctx, tenantId, contactIds) {
    await ctx.db.query(sql`
      delete from received_sms where tenant_id = ${tenantId} and contact_id in ${sql.texts(contactIds)}`);
  },

  export: (tenantId, contactId) => ({
    receivedSms: sql`
      select from_number as "from", to_number as "to", text, intent, rule, received_at as "receivedAt" from received_sms
      where tenant_id = ${tenantId} and contact_id in (${personIds(contactId)}) order by id`,
  }),
};
