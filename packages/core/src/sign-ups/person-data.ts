import { type PersonData, personIds } from '../contacts/index.ts';
import { sql } from '../db/index.ts';

export const personData: PersonData = {
  room: 'sign-ups',

  /** Sign-ups stay as what they count for: the confirmations that a mailbox got, by its hash. */
  async erase(ctx, { tenantId, contactIds }) {
    const own = sql.texts(contactIds);
    await ctx.db.query(sql`
      update sign_ups set submission_id = null, anonymous_id = null, first_name = null, language = null,
        wording_version = '', evidence = '{}', answers = '{}',
        status = case when status = 'pending' then 'ended' else status end
      where tenant_id = ${tenantId} and (contact_id = any(array${own})
        or (kind = 'email_change' and evidence ->> 'contactId' = any(array${own})))`);
  },

  async forget(ctx, tenantId, contactIds) {
    await ctx.db.query(sql`
      delete from sign_ups where tenant_id = ${tenantId} and contact_id in ${sql.texts(contactIds)}`);
  },

  export: (tenantId, contactId) => ({
    signUps: sql`
      select kind, status, requested_at as "requestedAt", confirmed_at as "confirmedAt", first_name as "firstName",
        language, wording_version as "wordingVersion", answers, evidence
      from sign_ups where tenant_id = ${tenantId} and contact_id in (${personIds(contactId)}) order by requested_at`,
  }),

  /** What waits for a confirmation ends; the record of what was asked goes with the person. */
  async merge(ctx, { tenantId, mergedId, contactId }) {
    await ctx.db.query(sql`
      update sign_ups set contact_id = ${contactId}, status = case when status = 'pending' then 'ended' else status end
      where tenant_id = ${tenantId} and contact_id = ${mergedId}`);
  },
};
