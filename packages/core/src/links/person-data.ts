import { type PersonData, personIds } from '../contacts/index.ts';
import { sql } from '../db/index.ts';
import type { Context, Transaction } from '../ports/index.ts';

/** Addresses of links that only these contacts got: they may hold a name. */
async function deleteTargets(ctx: Context<Transaction>, tenantId: string, contactIds: readonly string[]) {
  await ctx.db.query(sql`
    delete from link_targets where tenant_id = ${tenantId} and contact_id in ${sql.texts(contactIds)}`);
}

/** After an erasure the links in text messages still work: they hold the contact's pseudonym and a keyed hash. */
export const personData: PersonData = {
  room: 'links',

  erase: (ctx, { tenantId, contactIds }) => deleteTargets(ctx, tenantId, contactIds),

  async forget(ctx, tenantId, contactIds) {
    await deleteTargets(ctx, tenantId, contactIds);
    await ctx.db.query(sql`
      delete from sms_links where tenant_id = ${tenantId} and contact_id in ${sql.texts(contactIds)}`);
  },

  export: (tenantId, contactId) => ({
    personalLinks: sql`
      select url, used_at as "usedAt" from link_targets
      where tenant_id = ${tenantId} and contact_id in (${personIds(contactId)}) order by used_at`,
  }),

  async merge(ctx, { tenantId, mergedId, contactId }) {
    await ctx.db.query(sql`
      update link_targets set contact_id = ${contactId} where tenant_id = ${tenantId} and contact_id = ${mergedId}`);
  },
};
