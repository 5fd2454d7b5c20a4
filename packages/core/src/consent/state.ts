import type { ConsentType } from '@beckon/contract';
import { personIds } from '../contacts/index.ts';
import { sql } from '../db/index.ts';
import type { Id } from '../lib/index.ts';
import type { AnyContext, Statement } from '../ports/index.ts';
import type { consentState } from './tables.ts';

/** `since`: when the state began. */
export type ConsentState = Omit<StateRow, 'since'> & { since: string };

type StateRow = Pick<typeof consentState.$inferSelect, 'type' | 'state' | 'since'>;

/**
 * The position in the ledger at which a contact granted a type of consent; null if it is not granted. A contact merged
 * into it can only reduce consent: its revocation counts unless this contact granted the type later; its grant does not
 * count.
 * @param contactId an expression for the contact's id
 * @param states the consents that are read; see `consentsAsOf` for those of an earlier moment
 */
export function grantedEntry(
  tenantId: string,
  contactId: Statement,
  type: Statement,
  states: Statement = sql`consent_state`,
): Statement {
  return sql`(
    select g.position from ${states} g
    where g.tenant_id = ${tenantId} and g.contact_id = ${contactId} and g.type = ${type} and g.state = 'granted'
      and not exists (
        select from contacts m
        join ${states} r on r.tenant_id = g.tenant_id and r.contact_id = m.id and r.type = g.type
        where m.merged_into = g.contact_id and r.state = 'revoked' and r.position > g.position))`;
}

/**
 * Whether a contact, or one merged into it, revoked a type after granting another one. The last time of each is
 * compared.
 * @param contactId an expression for the contact's id
 * @param states see `grantedEntry`
 */
export function hasRevokedSince(
  tenantId: string,
  contactId: Statement,
  revoked: ConsentType,
  granted: ConsentType,
  states: Statement = sql`consent_state`,
): Statement {
  return sql`exists (
    select from ${states} g
    cross join lateral (
      select g.contact_id as id union all select m.id from contacts m where m.merged_into = g.contact_id
    ) p
    join ${states} r on r.tenant_id = g.tenant_id and r.contact_id = p.id
    where g.tenant_id = ${tenantId} and g.contact_id = ${contactId} and g.type = ${granted}
      and r.type = ${revoked} and r.state = 'revoked' and r.position > g.position)`;
}

/**
 * The decisions of contacts as they stood at an earlier moment, by the ledger: a query in parentheses with the columns
 * `tenant_id`, `contact_id`, `type`, `state` and `position` of `consent_state`. Requests are left out: they decide nothing.
 * @param contactIds an expression for a list in parentheses
 */
export function consentsAsOf(tenantId: string, contactIds: Statement, at: Date): Statement {
  return sql`(
    select distinct on (l.contact_id, l.type) l.tenant_id, l.contact_id, l.type, l.action as state, l.position
    from consent_ledger l
    where l.tenant_id = ${tenantId} and l.contact_id in ${contactIds} and l.action <> 'requested'
      and (l.record ->> 'recordedAt')::timestamptz <= ${at}
    order by l.contact_id, l.type, l.position desc)`;
}

/** A contact's consent by type; see `grantedEntry` for contacts merged into it. */
export async function readConsents(
  ctx: AnyContext,
  tenantId: Id<'ten'>,
  contactId: Id<'ctc'>,
): Promise<ConsentState[]> {
  const rows = await ctx.db.query<StateRow>(sql`
    select distinct on (type) type, state, since from consent_state
    where tenant_id = ${tenantId} and contact_id in (${personIds(contactId)})
      and (contact_id = ${contactId} or state = 'revoked')
    order by type, position desc`);
  return rows.map((row) => ({ ...row, since: row.since.toISOString() }));
}
