import { type PersonData, personIds } from '../contacts/index.ts';
import { sql } from '../db/index.ts';
import type { Id } from '../lib/index.ts';
import type { AnyContext } from '../ports/index.ts';

async function deleteEvidence(ctx: AnyContext, tenantId: Id<'ten'>, contactIds: readonly string[]): Promise<void> {
  await ctx.db.query(sql`
    delete from consent_evidence where tenant_id = ${tenantId} and contact_id in ${sql.texts(contactIds)}`);
}

/** The ledger stays: it holds only the contact's id. A merge reads the consents of both. */
export const personData: PersonData = {
  room: 'consent',
  erase: (ctx, { tenantId, contactIds }) => deleteEvidence(ctx, tenantId, contactIds),
  forget: deleteEvidence,
  export: (tenantId, contactId) => ({
    consents: sql`
      select l.position, l.record ->> 'type' as type, l.record ->> 'action' as action, l.record ->> 'source' as source,
        l.record ->> 'method' as method, l.record ->> 'wordingVersion' as "wordingVersion",
        l.record ->> 'recordedAt' as "recordedAt", e.evidence
      from consent_ledger l
      left join consent_evidence e on e.id = l.record ->> 'evidenceId' and e.tenant_id = l.tenant_id
      where l.tenant_id = ${tenantId} and l.contact_id in (${personIds(contactId)}) order by l.position`,
  }),
};
