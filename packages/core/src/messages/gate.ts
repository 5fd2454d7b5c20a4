import { consentStateOf, suppressionHash } from '../consent/index.ts';
import { sql } from '../db/index.ts';
import type { Context, Transaction } from '../ports/index.ts';
import type { DueDelivery } from './due-delivery.ts';

/** Why a delivery is not sent. The text beside the code is what the marketer reads. */
export const skipReasons = {
  no_address: 'The contact has no address in this channel.',
  sold_out: 'The product was sold out again before the message left.',
  suppressed: 'The address is suppressed: it unsubscribed, bounced or complained.',
  no_consent: 'The contact has not granted consent for this channel.',
  marketing_revoked: 'The contact does not want marketing messages.',
  no_opt_out: 'The message has no way to opt out, so it must not go out as marketing.',
  no_postal_address: 'The shop has no postal address, which marketing mails must show.',
  erased: 'The contact was erased.',
  paused: 'The contact has asked for a pause.',
  topic_unwanted: 'The contact does not want messages about this topic.',
  frequency: 'The contact has had a message within the time that they chose.',
  weekly_cap: 'The contact has had as many marketing messages in seven days as the shop allows.',
  quiet_hours: 'It is night where the contact lives.',
} as const;

export type SkipReason = keyof typeof skipReasons;

export type GateVerdict =
  | { verdict: 'dispatch'; fence: number }
  | { verdict: 'skip'; reason: SkipReason }
  /** Somebody else has it, or it is settled. */
  | { verdict: 'not_due' };

const recipient = sql.trusted('d.contact_id');
const day = 24 * 60 * 60 * 1_000;
const sevenDays = 7 * day;

/**
 * The one gate of every message. Decides and commits `dispatching` in one statement, before a byte leaves. The row
 * of the contact is locked first: an unsubscribe takes the same lock, so whoever commits first is obeyed, and two
 * deliveries to one contact cannot both be the last one that the cap allows.
 */
export async function passGate(
  ctx: Context,
  delivery: DueDelivery,
  rendered: { hasOptOut: boolean },
): Promise<GateVerdict> {
  return ctx.db.transaction(async (tx) => {
    await tx.query(sql`select 1 from contacts where id = ${delivery.contactId} for update`);
    return decide({ ...ctx, db: tx }, delivery, rendered);
  });
}

async function decide(
  ctx: Context<Transaction>,
  delivery: DueDelivery,
  rendered: { hasOptOut: boolean },
): Promise<GateVerdict> {
  const now = ctx.clock.now();
  const { id, tenantId, channel, address } = delivery;
  const hash = suppressionHash(ctx, tenantId, channel, address ?? '');
  const [row] = await ctx.db.query<{ status: string; reason: SkipReason | null; fence: number }>(sql`
    with facts as (
      select d.id, d.category = 'marketing' as is_marketing, t.postal_address, t.weekly_cap, d.channel,
        case when d.channel = 'push'
          then not exists (select from push_subscriptions b where b.tenant_id = d.tenant_id and b.contact_id = d.contact_id)
          else ${address}::text is null end as has_no_address,
        exists (
          select from suppressions s
          where s.tenant_id = d.tenant_id and s.channel = d.channel and s.address_hash = ${hash}
            -- A service message may still answer someone who only unsubscribed.
            and (d.category = 'marketing' or s.reason <> 'unsubscribed')
        ) as is_suppressed,
        coalesce(${consentStateOf(tenantId, recipient, sql.trusted('d.channel'))} = 'granted', false) as has_channel_consent,
        case when d.channel = 'push' then not exists (
          -- A yes to news by push is all it takes, unless marketing as a whole was revoked since.
          select from consent_state m where m.tenant_id = d.tenant_id and m.type = 'marketing' and m.state = 'revoked'
            and (m.contact_id = d.contact_id
              or m.contact_id in (select o.id from contacts o where o.merged_into = d.contact_id))
            and m.since >= (
              select g.since from consent_state g
              where g.tenant_id = d.tenant_id and g.contact_id = d.contact_id and g.type = 'push')
        ) else coalesce(${consentStateOf(tenantId, recipient, sql.trusted("'marketing'"))} = 'granted', false)
        end as wants_marketing,
        (
          select count(*) from deliveries o where o.tenant_id = d.tenant_id and o.contact_id = d.contact_id
            and o.category = 'marketing' and o.status in ('dispatching', 'sent', 'uncertain')
            and o.dispatched_at > ${new Date(now.getTime() - sevenDays)}
        ) as sent_this_week,
        coalesce(p.paused_until > ${now}, false) as is_paused,
        exists (
          select from messages m
          join contact_topics w on w.tenant_id = m.tenant_id and w.topic_id = m.topic_id and w.contact_id = d.contact_id
          where m.id = d.message_id and not w.is_wanted
        ) as is_unwanted_topic,
        exists (
          select from deliveries o where o.tenant_id = d.tenant_id and o.contact_id = d.contact_id
            and o.category = 'marketing' and o.status in ('dispatching', 'sent', 'uncertain')
            and o.dispatched_at > case p.frequency when 'daily' then ${new Date(now.getTime() - day)}::timestamptz
              when 'weekly' then ${new Date(now.getTime() - sevenDays)}::timestamptz
              when 'monthly' then ${new Date(now.getTime() - 30 * day)}::timestamptz end
        ) as is_too_soon,
        d.product_id is not null and not exists (
          select from stock k where k.tenant_id = d.tenant_id and k.product_id = d.product_id
            and (d.variant_id = '' or k.variant_id = d.variant_id) and k.quantity is distinct from 0
        ) as is_sold_out,
        d.channel <> 'email' and (
          case when t.quiet_from > t.quiet_until
            then l.local_time >= t.quiet_from or l.local_time < t.quiet_until
            else l.local_time >= t.quiet_from and l.local_time < t.quiet_until end
        ) as is_quiet
      from deliveries d
      join tenants t on t.id = d.tenant_id
      join contacts p on p.id = d.contact_id
      cross join lateral (
        select (${now}::timestamptz at time zone coalesce(
          (select name from pg_timezone_names where name = p.timezone), t.timezone))::time as local_time
      ) l
      where d.tenant_id = ${tenantId} and d.id = ${id} and d.status = 'due'
    ), verdict as (
      select id, case
        when has_no_address then 'no_address'
        when is_suppressed then 'suppressed'
        when is_sold_out then 'sold_out'
        -- A mail may answer what somebody did; a push comes unasked, whatever it says.
        when (is_marketing or channel = 'push') and not has_channel_consent then 'no_consent'
        when is_marketing and not wants_marketing then 'marketing_revoked'
        when is_marketing and not ${rendered.hasOptOut}::boolean then 'no_opt_out'
        when is_marketing and channel <> 'push' and postal_address = '' then 'no_postal_address'
        when is_marketing and is_paused then 'paused'
        when is_marketing and is_unwanted_topic then 'topic_unwanted'
        when is_marketing and is_too_soon then 'frequency'
        when is_marketing and sent_this_week >= weekly_cap then 'weekly_cap'
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
