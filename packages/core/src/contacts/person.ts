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
