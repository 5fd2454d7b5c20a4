import type { PersonData } from '../contacts/index.ts';
import { sql } from '../db/index.ts';

/** After an erasure the links in text messages still work: they hold the contact's pseudonym and a keyed hash. */
export const personData: PersonData = {
  room: 'links',

  async forget(ctx, tenantId, contactIds) {
    await ctx.db.query(sql`
      delete from sms_links where tenant_id = ${tenantId} and contact_id in ${sql.texts(contactIds)}`);
  },
};
