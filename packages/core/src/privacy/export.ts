import type { OwnData } from '@beckon/contract';
import { personIds } from '../contacts/index.ts';
import { sql } from '../db/index.ts';
import type { AnyContext } from '../ports/index.ts';
import { authorizeOwner, type Claim } from '../preferences/index.ts';

/**
 * Everything that is kept about whoever came by a link from their mail, as data they can take elsewhere.
 * @throws DomainError `token_invalid`
 */
export async function exportOwnData(ctx: AnyContext, claim: Claim): Promise<OwnData> {
  const { tenantId, contactId } = await authorizeOwner(ctx, claim);
  const own = personIds(contactId);
  const isTheirs = sql`tenant_id = ${tenantId} and contact_id in (${own})`;
  const rows = (name: string, query: ReturnType<typeof sql>) =>
    ctx.db.query<Record<string, unknown>>(query).then((found) => [name, found.map(withTimes)] as const);
  const parts = await Promise.all([
    rows(
      'profile',
      sql`
      select id as "contactId", user_id as "userId", email, email_verified_at as "emailVerifiedAt", phone,
        first_name as "firstName", last_name as "lastName", language, timezone, properties,
        registered_at as "registeredAt", created_at as "createdAt", last_seen_at as "lastSeenAt", frequency,
        frequency_said_at as "frequencySaidAt", paused_until as "pausedUntil", pause_said_at as "pauseSaidAt", array(
          select f.email from former_addresses f where f.contact_id = contacts.id order by f.left_at) as "formerAddresses"
      from contacts where tenant_id = ${tenantId} and id in (${own})`,
    ),
    rows(
      'consents',
      sql`
      select l.position, l.record ->> 'type' as type, l.record ->> 'action' as action, l.record ->> 'source' as source,
        l.record ->> 'method' as method, l.record ->> 'wordingVersion' as "wordingVersion",
        l.record ->> 'recordedAt' as "recordedAt", e.evidence
      from consent_ledger l
      left join consent_evidence e on e.id = l.record ->> 'evidenceId' and e.tenant_id = l.tenant_id
      where l.tenant_id = ${tenantId} and l.contact_id in (${own}) order by l.position`,
    ),
    rows(
      'signUps',
      sql`
      select kind, status, requested_at as "requestedAt", confirmed_at as "confirmedAt", first_name as "firstName",
        language, wording_version as "wordingVersion", answers, evidence
      from sign_ups where ${isTheirs} order by requested_at`,
    ),
    rows(
      'topics',
      sql`select topic_id as id, is_wanted as "isWanted", said_at as "saidAt" from contact_topics where ${isTheirs}`,
    ),
    rows(
      'waitlists',
      sql`
      select product_id as "productId", nullif(variant_id, '') as "variantId", status, joined_at as "joinedAt",
        notified_at as "notifiedAt", ended_at as "endedAt"
      from waitlist_entries where ${isTheirs} order by joined_at`,
    ),
    rows(
      'orders',
      sql`
      select order_id as "orderId", total, currency, placed_at as "placedAt" from orders where ${isTheirs}
      order by placed_at`,
    ),
    rows(
      'messages',
      sql`
      select m.name as message, d.channel, d.category, d.status, d.reason, d.created_at as "createdAt",
        d.dispatched_at as "dispatchedAt", d.finished_at as "finishedAt"
      from deliveries d join messages m on m.id = d.message_id
      where d.tenant_id = ${tenantId} and d.contact_id in (${own}) order by d.created_at`,
    ),
    rows(
      'pushDevices',
      sql`
      select id, endpoint, client, language, wording_version as "wordingVersion", created_at as "createdAt",
        seen_at as "seenAt"
      from push_subscriptions where ${isTheirs} order by created_at`,
    ),
    rows(
      'browsers',
      sql`
      select v.anonymous_id as "anonymousId", nullif(p.since, '-infinity') as since, nullif(p.until, 'infinity') as until,
        v.first_seen_at as "firstSeenAt", v.last_seen_at as "lastSeenAt",
        (select coalesce(jsonb_agg(jsonb_build_object('day', a.day, 'ipPrefix', a.ip_prefix)), '[]')
          from visitor_addresses a where a.tenant_id = v.tenant_id and a.anonymous_id = v.anonymous_id) as networks
      from (select distinct visitor_id from visitor_links where contact_id in (${own})) k
      cross join lateral (select * from visitor_periods p where p.visitor_id = k.visitor_id) p
      join visitors v on v.id = p.visitor_id
      where p.tenant_id = ${tenantId} and p.contact_id = ${contactId} order by v.first_seen_at`,
    ),
    rows(
      'events',
      sql`
      select e.id, e.type, e.occurred_at as "occurredAt", e.received_at as "receivedAt", s.name as source,
        e.anonymous_id as "anonymousId", e.user_id as "userId", e.email, e.properties, e.context
      from timeline t join events e on e.seq = t.seq join sources s on s.id = e.source_id
      left join visitor_periods p on p.visitor_id = t.person_id and t.occurred_at >= p.since and t.occurred_at < p.until
      where t.tenant_id = ${tenantId} and (t.person_id in (${own}) or (p.contact_id = ${contactId} and t.person_id in (
        select visitor_id from visitor_links where contact_id in (${own}))))
      order by e.occurred_at, e.seq`,
    ),
  ]);
  return { exportedAt: ctx.clock.now().toISOString(), ...Object.fromEntries(parts) } as OwnData;
}

function withTimes(row: Record<string, unknown>): Record<string, unknown> {
  const entries = Object.entries(row).map(([name, value]) => [
    name,
    value instanceof Date ? value.toISOString() : value,
  ]);
  return Object.fromEntries(entries);
}
