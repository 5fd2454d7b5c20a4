import { sql } from '../db/index.ts';
import type { Statement } from '../ports/index.ts';

/**
 * The language of a contact: what they said when they confirmed or logged in, else what their browser said when it
 * subscribed to push or filled in a form.
 * @param contactId an expression for the contact's id
 */
export function languageOf(contactId: Statement): Statement {
  return sql`(
    select coalesce(k.language,
      (select b.language from push_subscriptions b where b.tenant_id = k.tenant_id and b.contact_id = k.id
        and b.language is not null order by b.seen_at desc limit 1),
      (select u.language from sign_ups u where u.tenant_id = k.tenant_id and u.contact_id = k.id
        and u.language is not null order by u.requested_at desc limit 1))
    from contacts k where k.id = ${contactId})`;
}
