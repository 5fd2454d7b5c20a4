import { grantedEntry, hasRevokedSince } from '../consent/index.ts';
import { personIdsOf } from '../contacts/index.ts';
import { sql } from '../db/index.ts';
import type { Statement } from '../ports/index.ts';
import { isHeldOut } from '../tenants/index.ts';

const recipient = sql.trusted('d.contact_id');
const day = 24 * 60 * 60 * 1_000;
const sevenDays = 7 * day;
/** A delivery of a paused flow is checked again after this time, if nothing releases it before. */
const holdCheckEvery = 5 * 60 * 1_000;
/** How long after a text its confirmation may be sent: later it comes as a message that was not wanted. */
const maxReplyDelay = 10 * 60 * 1_000;
/** How far back the gate looks at a contact's messages: the slowest pace that a contact can choose. */
export const longestPace = 30 * day;

/** What the rules read: tables, or queries in parentheses that have their columns. */
export type GateTables = {
  deliveries: Statement;
  contacts: Statement;
  consents: Statement;
  suppressions: Statement;
  topics: Statement;
  stock: Statement;
  holds: Statement;
};

/** The tables as they are now. */
const present: GateTables = {
  deliveries: sql`deliveries`,
  contacts: sql`contacts`,
  consents: sql`consent_state`,
  suppressions: sql`suppressions`,
  topics: sql`contact_topics`,
  stock: sql`stock`,
  holds: sql`delivery_holds`,
};

/**
 * The rules of the gate, for deliveries of one tenant with one contact each: the parts of a `with` clause that follow a
 * part named `due` and end with one named `verdict`. `due` has the columns of deliveries, and `address`, `sent_to` (the
 * hash of the address), `asked_platform`, `has_opt_out`, `segments`, `quiet_until` and `quiet_in`. Of `verdict`, `next_status` is
 * `dispatching`, `skipped`, or `due` until `waits_until`; `reason` says why.
 * @param now the moment at which the deliveries are judged
 */
export function gateRules(tenantId: string, now: Date, tables: GateTables = present): Statement {
  const answeredSince = new Date(now.getTime() - maxReplyDelay);
  const { consents } = tables;
  // Materialized, since each is used several times: inlined, Postgres repeats its subqueries in every place.
  return sql`recent as materialized (
      -- Marketing that the person has had: also as a contact that was merged into this one.
      select d.id, max(o.dispatched_at) as last_at,
        array_agg(o.dispatched_at order by o.dispatched_at)
          filter (where o.dispatched_at > ${new Date(now.getTime() - sevenDays)}) as this_week
      from due d cross join lateral (${personIdsOf(recipient)}) as p (id)
      -- By contact, however few messages the statistics say were sent lately.
      cross join lateral (
        select m.dispatched_at from ${tables.deliveries} m
        where m.contact_id = p.id and m.category = 'marketing' and m.status in ('dispatching', 'sent', 'uncertain')
          and m.dispatched_at > ${new Date(now.getTime() - longestPace)} offset 0
      ) o
      where d.category = 'marketing' group by d.id
    ), facts as materialized (
      select d.id, d.category = 'marketing' as is_marketing, d.channel, d.asked_platform, d.has_opt_out, d.segments,
        d.quiet_until, d.quiet_in, case when d.channel <> 'push' then d.sent_to end as sent_to,
        -- The one confirmation of a text that stopped messages answers its sender, as long as it comes at once.
        d.category = 'transactional' and d.origin ->> 'kind' = 'sms_reply' and d.created_at > ${answeredSince} as is_reply,
        t.postal_address, t.weekly_cap, coalesce(cardinality(r.this_week), 0) as this_week, r.last_at, p.frequency,
        p.erased_at is not null as is_erased,
        case when d.channel = 'push'
          then not exists (select from push_subscriptions b where b.tenant_id = d.tenant_id and b.contact_id = d.contact_id)
          else d.address is null end as has_no_address,
        s.reason as suppression,
        ${grantedEntry(tenantId, recipient, sql.trusted('d.channel'), consents)} as channel_entry,
        ${grantedEntry(tenantId, recipient, sql.trusted("'marketing'"), consents)} as marketing_entry,
        d.channel = 'push' and ${hasRevokedSince(tenantId, recipient, 'marketing', 'push', consents)}
          as has_revoked_since_push,
        coalesce(p.paused_until > ${now}, false) as is_paused,
        coalesce(not w.is_wanted, false) as is_unwanted_topic, h.origin_id is not null and not h.is_final as is_held,
        coalesce(h.is_final, false) as is_stopped,
        r.last_at + case p.frequency when 'daily' then interval '24 hours' when 'weekly' then interval '168 hours'
          when 'monthly' then interval '720 hours' end as pace_ends_at,
        -- The moment at which the oldest message that stands in the way is seven days old.
        r.this_week[cardinality(r.this_week) - t.weekly_cap + 1] + interval '168 hours' as cap_ends_at,
        case when d.product_id is not null then exists (
          select from ${tables.stock} k where k.tenant_id = d.tenant_id and k.product_id = d.product_id
            and (d.variant_id = '' or k.variant_id = d.variant_id) and k.quantity is distinct from 0
        ) end as is_in_stock,
        -- What a contact asked for by itself, such as a product that is back in stock, is not held out.
        ${isHeldOut(recipient)} and t.holdout_since <= ${now} and d.origin ->> 'kind' in ('flow', 'campaign')
          and d.variables #> '{trigger,waitlist}' is null as is_held_out
      from due d
      join tenants t on t.id = d.tenant_id
      join ${tables.contacts} p on p.id = d.contact_id
      join messages m on m.id = d.message_id
      left join recent r on r.id = d.id
      left join ${tables.holds} h on h.tenant_id = d.tenant_id
        and h.origin_id = coalesce(d.origin ->> 'flowId', d.origin ->> 'campaignId')
      left join ${tables.suppressions} s on s.tenant_id = d.tenant_id and s.channel = d.channel
        and s.address_hash = d.sent_to
      left join ${tables.topics} w on w.tenant_id = m.tenant_id and w.topic_id = m.topic_id
        and w.contact_id = d.contact_id
    ), judged as materialized (
      select f.*, case
        when is_stopped then 'campaign_stopped'
        when is_held then null
        when is_erased then 'erased'
        when has_no_address then 'no_address'
        -- A service message may still answer a contact who only unsubscribed.
        when suppression = 'carrier_block' then 'blocked_by_carrier'
        when suppression is not null and (is_marketing or suppression <> 'unsubscribed') then 'suppressed'
        when not is_in_stock then 'sold_out'
        -- A mail may answer what a contact did; a push or an SMS comes unasked, whatever it says.
        when (is_marketing or channel <> 'email') and channel_entry is null and not is_reply then 'no_consent'
        -- A yes to news by push is all it takes, unless marketing as a whole was revoked since.
        when is_marketing and case when channel = 'push' then has_revoked_since_push else marketing_entry is null end
          then 'marketing_revoked'
        when (is_marketing or channel = 'sms') and not has_opt_out then 'no_opt_out'
        when is_marketing and channel = 'email' and postal_address = '' then 'no_postal_address'
        when is_marketing and is_paused then 'paused'
        when is_marketing and is_unwanted_topic then 'topic_unwanted'
        when is_marketing and weekly_cap = 0 then 'no_marketing'
        -- The last rule: the holdout is measured against contacts that would have got the message.
        when is_marketing and is_held_out then 'holdout'
      end as skip_reason,
      case when is_held then ${new Date(now.getTime() + holdCheckEvery)}::timestamptz when is_marketing then greatest(
        case when pace_ends_at > ${now} then pace_ends_at end,
        case when this_week >= weekly_cap then cap_ends_at end,
        quiet_until) end as waits_until
      from facts f
    ), verdict as materialized (
      select j.*, case when skip_reason is not null then skip_reason
        when is_held then 'on_hold'
        when waits_until = pace_ends_at then 'frequency'
        when this_week >= weekly_cap and waits_until = cap_ends_at then 'weekly_cap'
        when waits_until is not null then 'quiet_hours' end as reason,
        case when skip_reason is not null then 'skipped' when waits_until is not null then 'due'
          else 'dispatching' end as next_status
      from judged j
    )`;
}
