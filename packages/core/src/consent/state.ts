import type { ConsentType } from '@beckon/contract';
import { sql } from '../db/index.ts';
import type { AnyContext, Statement } from '../ports/index.ts';
import type { ConsentAction } from './fold.ts';

export type ConsentState = { type: ConsentType; state: ConsentAction; since: string };

/**
 * Where a contact stands on a type of consent: `granted`, `requested`, `revoked` or null. A contact that was merged into
 * it can only take away: what it revoked counts, unless this one granted it later; what it granted does not.
 * @param contactId an expression for the contact's id
 */
export function consentStateOf(tenantId: string, contactId: Statement, type: Statement): Statement {
  return sql`(
    select s.state from consent_state s
    where s.tenant_id = ${tenantId} and s.type = ${type} and (s.contact_id = ${contactId} or (s.state = 'revoked'
      and s.contact_id in (select m.id from contacts m where m.merged_into = ${contactId})))
    order by s.since desc, s.state = 'revoked' desc limit 1)`;
}

/** Where a contact stands, type by type; see `consentStateOf` for contacts merged into it. */
export async function readConsents(ctx: AnyContext, tenantId: string, contactId: string): Promise<ConsentState[]> {
  const rows = await ctx.db.query<{ type: ConsentType; state: ConsentAction; since: Date }>(sql`
    select distinct on (type) type, state, since from consent_state
    where tenant_id = ${tenantId} and (contact_id = ${contactId} or (state = 'revoked'
      and contact_id in (select id from contacts where merged_into = ${contactId})))
    order by type, since desc, state = 'revoked' desc`);
  return rows.map((row) => ({ ...row, since: row.since.toISOString() }));
}
