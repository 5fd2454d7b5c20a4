import { sql } from '../db/index.ts';
import type { Id } from '../lib/index.ts';
import type { Statement } from '../ports/index.ts';

/** The ids under which data about one person is kept: the contact's own id, and those of contacts merged into it. */
export function personIds(contactId: Id<'ctc'>): Statement {
  return personIdsOf(sql`${contactId}::text`);
}

/** The same for an expression that yields the contact's id. */
export function personIdsOf(contactId: Statement): Statement {
  return sql`select ${contactId} union all select p.id from contacts p where p.merged_into = ${contactId}`;
}

/**
 * The persons whose events are a contact's, as rows of `id`, `since` and `until`: the contact itself with those merged
 * into it, always, and each browser while it was linked to the contact.
 */
export function personPeriods(tenantId: Id<'ten'>, contactId: Id<'ctc'>): Statement {
  return personPeriodsOf(tenantId, sql`${contactId}::text`);
}

/** The same for an expression that yields the contact's id. */
export function personPeriodsOf(tenantId: Id<'ten'>, contactId: Statement): Statement {
  return sql`
    with own as (${personIdsOf(contactId)})
    select id, '-infinity'::timestamptz as since, 'infinity'::timestamptz as until from own as own (id) union all
    select p.visitor_id, p.since, p.until
    from (select distinct visitor_id from visitor_links where contact_id in (select * from own)) l
    cross join lateral (select * from visitor_periods p where p.visitor_id = l.visitor_id) p
    where p.tenant_id = ${tenantId} and p.contact_id = ${contactId}`;
}
