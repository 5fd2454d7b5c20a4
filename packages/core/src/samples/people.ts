import { sql } from '../db/index.ts';
import type { Context, Transaction } from '../ports/index.ts';
import { anonymousId, email, firstName, isSubscriber, lastName, type Population, userId } from './population.ts';

const n = sql.trusted('n');

/**
 * The visitors of a range of numbers that have events, with their first and last time, read from the timeline and the
 * links.
 */
export async function writeVisitors(
  ctx: Context<Transaction>,
  people: Population,
  from: number,
  to: number,
): Promise<void> {
  const { tenantId, contacts } = people.size;
  await ctx.db.query(sql`
    insert into visitors (id, tenant_id, anonymous_id, first_seen_at, last_seen_at)
    select ${people.visitorId(n)}, ${tenantId}, ${anonymousId(n)}, least(t.first_at, f.at), greatest(t.last_at, f.at)
    from generate_series(${from}::bigint, ${to}::bigint - 1) n
    left join (
      select person_id, min(occurred_at) as first_at, max(occurred_at) as last_at from timeline
      where tenant_id = ${tenantId} and person_id >= ${people.visitorId(sql`${from}::bigint`)}
        and person_id < ${people.visitorId(sql`${to}::bigint`)} group by person_id
    ) t on t.person_id = ${people.visitorId(n)}
    left join lateral (
      select ${people.cameAt(sql`n / 7 * 5 + n % 7`)} as at where n % 7 < 5 and n / 7 * 5 + n % 7 < ${contacts}::bigint
    ) f on true
    where t.person_id is not null or f.at is not null`);
  await ctx.db.query(sql`
    insert into visitor_addresses (tenant_id, anonymous_id, day, ip_prefix, expires_at)
    select ${tenantId}, anonymous_id, last_seen_at::date, '203.0.' || right(id, 10)::bigint % 250 || '.0/24',
      last_seen_at + interval '30 days'
    from visitors where tenant_id = ${tenantId} and id >= ${people.visitorId(sql`${from}::bigint`)}
      and id < ${people.visitorId(sql`${to}::bigint`)} and last_seen_at > ${people.size.until}::timestamptz - interval '30 days'`);
}

/** The contacts of a range of numbers, with the totals of their orders and their first browser. */
export async function writeContacts(
  ctx: Context<Transaction>,
  people: Population,
  from: number,
  to: number,
): Promise<void> {
  const { tenantId } = people.size;
  await ctx.db.query(sql`
    with who as materialized (
      select n, ${people.contactId(n)} as id, ${people.visitorId(sql`n / 5 * 7 + n % 5`)} as visitor_id,
        ${people.cameAt(n)} as came from generate_series(${from}::bigint, ${to}::bigint - 1) n
    ), linked as (
      insert into visitor_links (tenant_id, visitor_id, seq, contact_id, how, since, linked_at)
      select ${tenantId}, w.visitor_id, e.seq, w.id, case when ${isSubscriber(n)} then 'confirmed' else 'server' end, w.came, w.came
      from who w join lateral (
        select t.seq from timeline t where t.tenant_id = ${tenantId} and t.person_id = w.id
        order by t.seq limit 1
      ) e on true
    )
    insert into contacts (id, tenant_id, user_id, email, email_verified_at, first_name, last_name, language, properties,
      registered_at, order_count, lifetime_value, first_order_at, last_order_at, last_seen_at, created_at)
    select w.id, ${tenantId}, case when not ${isSubscriber(n)} then ${userId(n)} end, ${email(n)},
      case when ${isSubscriber(n)} then w.came end, ${firstName(n)}, ${lastName(n)}, 'en',
      jsonb_build_object('plan', case n % 10 when 0 then 'gold' when 1 then 'silver' else 'basic' end),
      case when not ${isSubscriber(n)} then w.came end, coalesce(o.orders, 0), coalesce(o.value, 0), o.first_at, o.last_at,
      greatest(w.came, o.last_at, v.last_seen_at), w.came
    from who w
    left join visitors v on v.id = w.visitor_id
    left join (
      select o.contact_id, count(*) as orders, sum(o.total) filter (where o.currency = t.currency) as value,
        min(o.placed_at) as first_at, max(o.placed_at) as last_at
      from orders o join tenants t on t.id = o.tenant_id
      where o.tenant_id = ${tenantId} and o.contact_id >= ${people.contactId(sql`${from}::bigint`)}
        and o.contact_id < ${people.contactId(sql`${to}::bigint`)} group by o.contact_id
    ) o on o.contact_id = w.id`);
}
