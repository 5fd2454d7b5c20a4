import { hasGranted, hasRevokedSince, suppressionHash } from '../consent/index.ts';
import { personIdsOf } from '../contacts/index.ts';
import { sql } from '../db/index.ts';
import { localTime } from '../lib/index.ts';
import type { Context, Transaction } from '../ports/index.ts';
import type { DueDelivery } from './due-delivery.ts';

/** Why a delivery is not sent. The marketer reads the text beside the code. */
export const skipReasons = {
  no_address: 'The contact has no address in this channel.',
  sold_out: 'The product was sold out again before the message was sent.',
  suppressed: 'The address is suppressed: its owner unsubscribed, complained or blocked it, or messages bounced.',
  no_consent: 'The contact has not granted consent for this channel.',
  marketing_revoked: 'The contact does not want marketing messages.',
  no_opt_out: 'The message has no opt-out link, which marketing messages need.',
  no_postal_address: 'The shop has no postal address, which marketing emails must show.',
  erased: 'The contact was erased.',
  paused: 'The contact has paused messages.',
  topic_unwanted: 'The contact does not want messages about this topic.',
  frequency: 'The contact has already received a message within the period they chose.',
  weekly_cap: 'The contact has reached the shop’s limit of marketing messages in seven days.',
  quiet_hours: 'It is within quiet hours for the contact.',
} as const;

export type SkipReason = keyof typeof skipReasons;

export type GateVerdict =
  | { verdict: 'dispatch'; fence: number }
  | { verdict: 'skip'; reason: SkipReason }
  /** The address or the contact differs from the one that the message was rendered for: render it again. */
  | { verdict: 'moved' }
  /** Another worker has it, or it is settled. */
  | { verdict: 'not_due' };

const recipient = sql.trusted('d.contact_id');
const day = 24 * 60 * 60 * 1_000;
const sevenDays = 7 * day;
/** How far back the gate looks at a contact's messages: the slowest pace that a contact can choose. */
export const longestPace = 30 * day;

/**
 * The gate that every message passes. Decides and commits `dispatching` in one statement, before any byte is sent. The
 * contact's row is locked first. An unsubscribe takes the same lock, so whichever commits first takes effect, and two
 * deliveries to one contact cannot both be the last that the cap allows. Everything that the decision uses, including
 * the address, is read after the lock.
 */
export async function passGate(
  ctx: Context,
  delivery: DueDelivery,
  rendered: { hasOptOut: boolean },
): Promise<GateVerdict> {
  return ctx.db.transaction(async (tx) => {
    // Reads only one table, so that it returns the row as it is once the lock is held.
    const [contact] = await tx.query<{
      email: string | null;
      phone: string | null;
      timezone: string | null;
      mergedInto: string | null;
    }>(
      sql`select email, phone, timezone, merged_into as "mergedInto" from contacts
        where id = ${delivery.contactId} for update`,
    );
    if (contact?.mergedInto) {
      // The delivery is for the contact that this one has been merged into; that contact's preferences decide.
      await tx.query(sql`
        update deliveries set contact_id = ${contact.mergedInto}
        where tenant_id = ${delivery.tenantId} and id = ${delivery.id} and status = 'due'`);
      return { verdict: 'moved' };
    }
    const addresses = { email: contact?.email ?? null, sms: contact?.phone ?? null, push: null };
    if (addresses[delivery.channel] !== delivery.address) return { verdict: 'moved' };
    const time = localTime(ctx.clock.now(), [contact?.timezone ?? null, delivery.tenant.timezone]);
    return decide({ ...ctx, db: tx }, delivery, rendered, time);
  });
}

async function decide(
  ctx: Context<Transaction>,
  delivery: DueDelivery,
  rendered: { hasOptOut: boolean },
  time: string,
): Promise<GateVerdict> {
  const now = ctx.clock.now();
  const { id, tenantId, channel, address } = delivery;
  const hash = suppressionHash(ctx, tenantId, channel, address ?? '');
  // Materialized, since each is used several times: inlined, Postgres repeats its subqueries in every place.
  const [row] = await ctx.db.query<{ status: string; reason: SkipReason | null; fence: number }>(sql`
    with due as materialized (
      select d.* from deliveries d where d.tenant_id = ${tenantId} and d.id = ${id}
    ), recent as materialized (
      -- Marketing that the person has had: also as a contact that was merged into this one.
      select count(*) filter (where o.dispatched_at > ${new Date(now.getTime() - sevenDays)}) as this_week,
        max(o.dispatched_at) as last_at
      from due d join deliveries o on o.tenant_id = d.tenant_id and o.contact_id in (${personIdsOf(recipient)})
      where o.category = 'marketing' and o.status in ('dispatching', 'sent', 'uncertain')
        and o.dispatched_at > ${new Date(now.getTime() - longestPace)}
    ), facts as materialized (
      select d.id, d.category = 'marketing' as is_marketing, t.postal_address, t.weekly_cap, d.channel, r.this_week,
        p.erased_at is not null as is_erased,
        case when d.channel = 'push'
          then not exists (select from push_subscriptions b where b.tenant_id = d.tenant_id and b.contact_id = d.contact_id)
          else ${address}::text is null end as has_no_address,
        -- A service message may still answer someone who only unsubscribed.
        s.reason is not null and (d.category = 'marketing' or s.reason <> 'unsubscribed') as is_suppressed,
        ${hasGranted(tenantId, recipient, sql.trusted('d.channel'))} as has_channel_consent,
        -- A yes to news by push is all it takes, unless marketing as a whole was revoked since.
        case when d.channel = 'push' then not ${hasRevokedSince(tenantId, recipient, 'marketing', 'push')}
          else ${hasGranted(tenantId, recipient, sql.trusted("'marketing'"))} end as wants_marketing,
        coalesce(p.paused_until > ${now}, false) as is_paused,
        coalesce(not w.is_wanted, false) as is_unwanted_topic,
        coalesce(r.last_at > case p.frequency when 'daily' then ${new Date(now.getTime() - day)}::timestamptz
          when 'weekly' then ${new Date(now.getTime() - sevenDays)}::timestamptz
          when 'monthly' then ${new Date(now.getTime() - longestPace)}::timestamptz end, false) as is_too_soon,
        d.product_id is not null and not exists (
          select from stock k where k.tenant_id = d.tenant_id and k.product_id = d.product_id
            and (d.variant_id = '' or k.variant_id = d.variant_id) and k.quantity is distinct from 0
        ) as is_sold_out,
        d.channel <> 'email' and (
          case when t.quiet_from > t.quiet_until
            then ${time}::time >= t.quiet_from or ${time}::time < t.quiet_until
            else ${time}::time >= t.quiet_from and ${time}::time < t.quiet_until end
        ) as is_quiet
      from due d
      cross join recent r
      join tenants t on t.id = d.tenant_id
      join contacts p on p.id = d.contact_id
      join messages m on m.id = d.message_id
      left join suppressions s on s.tenant_id = d.tenant_id and s.channel = d.channel and s.address_hash = ${hash}
      left join contact_topics w on w.tenant_id = m.tenant_id and w.topic_id = m.topic_id and w.contact_id = d.contact_id
    ), verdict as materialized (
      select id, case
        when is_erased then 'erased'
        when has_no_address then 'no_address'
        when is_suppressed then 'suppressed'
        when is_sold_out then 'sold_out'
        -- A mail may answer what a contact did; a push comes unasked, whatever it says.
        when (is_marketing or channel = 'push') and not has_channel_consent then 'no_consent'
        when is_marketing and not wants_marketing then 'marketing_revoked'
        when is_marketing and not ${rendered.hasOptOut}::boolean then 'no_opt_out'
        when is_marketing and channel <> 'push' and postal_address = '' then 'no_postal_address'
        when is_marketing and is_paused then 'paused'
        when is_marketing and is_unwanted_topic then 'topic_unwanted'
        when is_marketing and is_too_soon then 'frequency'
        when is_marketing and this_week >= weekly_cap then 'weekly_cap'
        when is_marketing and is_quiet then 'quiet_hours'
      end as reason
      from facts
    )
    update deliveries d set
      status = case when v.reason is null then 'dispatching' else 'skipped' end,
      reason = v.reason, fence = d.fence + 1, attempts = d.attempts + 1, platform = ${delivery.platform},
      dispatched_at = case when v.reason is null then ${now}::timestamptz end,
      finished_at = case when v.reason is null then null else ${now}::timestamptz end
    from verdict v where d.id = v.id and d.status = 'due'
    returning d.status, d.reason, d.fence`);
  if (!row) return { verdict: 'not_due' };
  return row.reason === null ? { verdict: 'dispatch', fence: row.fence } : { verdict: 'skip', reason: row.reason };
}
