import { sql } from '../db/index.ts';
import type { Id } from '../lib/index.ts';
import type { Context, Statement, Transaction } from '../ports/index.ts';
import type { MergeParticipant } from './merges.ts';
import { personIds } from './person.ts';
import { eraseProfile, type Traces } from './traces.ts';

/** A person who is being erased, with all their contacts locked. */
export type ErasedPerson = Traces & {
  tenantId: Id<'ten'>;
  /** The keyed hash of the current address. */
  mailbox: Buffer | null;
};

/**
 * What a room keeps about a person, and how it is erased, exported and merged. A room omits the parts that do not apply
 * to it. The room `persons` combines all of them.
 */
export type PersonData = {
  room: string;
  /** Erases the data when an erasure is accepted; the contact stays as a pseudonym. */
  erase?(ctx: Context<Transaction>, person: ErasedPerson): Promise<void>;
  /** Deletes the data together with contacts that never confirmed anything and are deleted themselves. */
  forget?(ctx: Context<Transaction>, tenantId: Id<'ten'>, contactIds: readonly string[]): Promise<void>;
  /** The rows that the person gets on request, under their names in `OwnData`. */
  export?(tenantId: Id<'ten'>, contactId: Id<'ctc'>): Record<string, Statement>;
  /** Combines the data when a contact becomes part of another. */
  merge?: MergeParticipant;
};

export const personData: PersonData = {
  room: 'contacts',

  async erase(ctx, person) {
    const { tenantId, contactIds } = person;
    await ctx.db.query(sql`
      delete from push_subscriptions where tenant_id = ${tenantId} and contact_id in ${sql.texts(contactIds)}`);
    await eraseProfile(ctx, person);
  },

  export(tenantId, contactId) {
    const own = personIds(contactId);
    const isTheirs = sql`tenant_id = ${tenantId} and contact_id in (${own})`;
    return {
      profile: sql`
        select id as "contactId", user_id as "userId", email, email_verified_at as "emailVerifiedAt", phone,
          first_name as "firstName", last_name as "lastName", language, timezone, properties,
          registered_at as "registeredAt", created_at as "createdAt", last_seen_at as "lastSeenAt", frequency,
          frequency_said_at as "frequencySaidAt", paused_until as "pausedUntil", pause_said_at as "pauseSaidAt", array(
            select f.email from former_addresses f where f.contact_id = contacts.id order by f.left_at) as "formerAddresses"
        from contacts where tenant_id = ${tenantId} and id in (${own})`,
      orders: sql`
        select order_id as "orderId", total, refunded, currency, placed_at as "placedAt", cancelled_at as "cancelledAt"
        from orders where ${isTheirs} order by placed_at`,
      pushDevices: sql`
        select id, endpoint, client, language, wording_version as "wordingVersion", created_at as "createdAt",
          seen_at as "seenAt"
        from push_subscriptions where ${isTheirs} order by created_at`,
      browsers: sql`
        select v.anonymous_id as "anonymousId", nullif(p.since, '-infinity') as since, nullif(p.until, 'infinity') as until,
          v.first_seen_at as "firstSeenAt", v.last_seen_at as "lastSeenAt",
          (select coalesce(jsonb_agg(jsonb_build_object('day', a.day, 'ipPrefix', a.ip_prefix)), '[]')
            from visitor_addresses a where a.tenant_id = v.tenant_id and a.anonymous_id = v.anonymous_id) as networks
        from (select distinct visitor_id from visitor_links where contact_id in (${own})) k
        cross join lateral (select * from visitor_periods p where p.visitor_id = k.visitor_id) p
        join visitors v on v.id = p.visitor_id
        where p.tenant_id = ${tenantId} and p.contact_id = ${contactId} order by v.first_seen_at`,
      events: sql`
        select e.id, e.type, e.occurred_at as "occurredAt", e.received_at as "receivedAt", s.name as source,
          e.anonymous_id as "anonymousId", e.user_id as "userId", e.email, e.properties, e.context
        from timeline t join events e on e.seq = t.seq join sources s on s.id = e.source_id
        left join visitor_periods p on p.visitor_id = t.person_id and t.occurred_at >= p.since and t.occurred_at < p.until
        where t.tenant_id = ${tenantId} and (t.person_id in (${own}) or (p.contact_id = ${contactId} and t.person_id in (
          select visitor_id from visitor_links where contact_id in (${own}))))
        order by e.occurred_at, e.seq`,
    };
  },
};
