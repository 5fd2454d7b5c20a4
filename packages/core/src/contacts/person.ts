import { sql } from '../db/index.ts';
import type { Statement } from '../ports/index.ts';

/** The ids under which things are kept about one person: the contact's own, and those of contacts merged into it. */
export function personIds(contactId: string): Statement {
  return sql`select ${contactId}::text union all select id from contacts where merged_into = ${contactId}`;
}
