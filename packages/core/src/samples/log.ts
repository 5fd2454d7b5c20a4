import { eventCatalogVersion } from '@beckon/contract';
import { sql } from '../db/index.ts';
import { bucketCount } from '../log/index.ts';
import type { Context, Statement, Transaction } from '../ports/index.ts';
import {
  anonymousId,
  chance,
  email,
  eventsOfSession,
  firstName,
  isSubscriber,
  lastName,
  type Population,
  userId,
} from './population.ts';

const n = sql.trusted('n');
const v = sql.trusted('v');
const c = sql.trusted('c');

/** The first event of each contact: the confirmation of a sign-up, or an event of the shop's server. */
export function writeFounding(ctx: Context<Transaction>, people: Population, from: number, to: number): Promise<void> {
  const { sources } = people.size;
  return writeEvents(
    ctx,
    people,
    sql`
    select case when ${isSubscriber(n)} then ${sources.own} else ${sources.server} end as source_id,
      case when ${isSubscriber(n)} then 'newsletter_confirmed' else 'contact_created' end as type, true as is_trusted,
      ${anonymousId(sql`n / 5 * 7 + n % 5`)} as anonymous_id,
      case when not ${isSubscriber(n)} then ${userId(n)} end as user_id, ${email(n)} as email,
      case when ${isSubscriber(n)} then '{}'::jsonb else jsonb_build_object(
        'firstName', ${firstName(n)}, 'lastName', ${lastName(n)}, 'language', 'en') end as properties,
      '{}'::jsonb as context, ${people.cameAt(n)} as at, n * 2 as number, ${people.contactId(n)} as person
    from generate_series(${from}::bigint, ${to}::bigint - 1) n order by n`,
  );
}

/** The events of visitors: sessions of seven events, some of which end with an order that the shop's server reports. */
export function writeSessions(ctx: Context<Transaction>, people: Population, from: number, to: number): Promise<void> {
  const { sources } = people.size;
  return writeEvents(
    ctx,
    people,
    sql`
    select case when type = 'placed_order' then ${sources.server} else ${sources.browser} end as source_id, type,
      type = 'placed_order' as is_trusted,
      case when type <> 'placed_order' then ${anonymousId(v)} end as anonymous_id, null as user_id,
      case when type = 'placed_order' then ${email(c)} end as email, ${propertiesOf} as properties,
      case when type = 'placed_order' then '{}'::jsonb
        when v % 140 = 6 then '{"library": "beckon.js", "locale": "en-US", "bot": true}'
        else '{"library": "beckon.js", "locale": "en-US", "timezone": "Europe/Berlin"}' end as context,
      began + k * interval '40 seconds' as at, (n * ${eventsOfSession}::bigint + k) * 2 + 1 as number,
      case when type = 'placed_order' then ${people.contactId(c)} else ${people.visitorId(v)} end as person
    from (
      select n, v, k, began, case when v % 7 < 5 then v / 7 * 5 + v % 7 end as c, ${typeOf} as type
      from (
        -- Few visitors return often: the number of sessions falls with the square root of the visitor's number.
        select n, ${people.beganAt(n)} as began,
          least(${people.visitors}::bigint - 1, floor(${people.visitors}::float8 * ${chance(n, 1)} ^ 2)::bigint) as v
        from generate_series(${from}::bigint, ${to}::bigint - 1) n
      ) s cross join generate_series(0, ${eventsOfSession - 1}) k
    ) e order by n, k`,
  );
}

/** About an eighth of the contacts' sessions ends with an order; one session in 20,011 has a rare event. */
const typeOf = sql`case k
  when 1 then 'product_viewed' when 3 then 'product_viewed'
  when 2 then case when ${chance(n, 2)} < 0.3 then 'widget_viewed' else 'page_viewed' end
  when 4 then case when ${chance(n, 3)} < 0.35 then 'added_to_cart' else 'product_viewed' end
  when 5 then case when ${chance(n, 3)} < 0.25 then 'checkout_started' else 'page_viewed' end
  when 6 then case when v % 7 < 5 and ${chance(n, 3)} < 0.2 then 'placed_order'
    when n % 20011 = 5 then 'gift_note_added' when ${chance(n, 2)} < 0.3 then 'widget_dismissed' else 'page_viewed' end
  else 'page_viewed' end`;

const product = sql`(1 + floor(300 * ${chance(sql`n * 7 + k`, 4)} ^ 2))::int`;
const price = sql`(900 + ${product} * 17 % 9000)`;

/** Every event of a type has the same properties, so that the schemas of the sources can be counted from them. */
const propertiesOf = sql`case type
  when 'page_viewed' then jsonb_build_object('path', case when k = 0 then '/' else '/products/product-' || ${product} end,
    'title', case when k = 0 then 'Home' else 'Product ' || ${product} end)
  when 'checkout_started' then jsonb_build_object('total', ${price} * 2, 'currency', 'USD', 'cartId', 'cart-' || n)
  when 'placed_order' then jsonb_build_object('orderId', 'sample-' || n, 'total', ${price} * 2, 'currency', 'USD', 'itemCount', 1,
    'items', jsonb_build_array(jsonb_build_object('productId', 'product-' || ${product}, 'price', ${price}, 'quantity', 2)))
  when 'gift_note_added' then jsonb_build_object('length', 10 + n % 90)
  when 'widget_viewed' then jsonb_build_object('widget', 'newsletter', 'formId', 'popup', 'variation', case when v % 2 = 0 then 'a' else 'b' end)
  when 'widget_dismissed' then jsonb_build_object('widget', 'newsletter', 'formId', 'popup', 'variation', case when v % 2 = 0 then 'a' else 'b' end)
  else jsonb_build_object('productId', 'product-' || ${product}, 'variantId', 'product-' || ${product} || '-m', 'title', 'Product ' || ${product},
    'category', 'category-' || ${product} % 12, 'price', ${price}, 'currency', 'USD',
    'url', 'https://shop.example/products/product-' || ${product}) end`;

/**
 * Writes events into the log together with the result of the consumer `contacts`, and moves all cursors past them in
 * the same transaction, so that workers have nothing left to do when it ends. Appending waits until then, so that no
 * other event can be skipped.
 * @param given rows of source_id, type, is_trusted, anonymous_id, user_id, email, properties, context, at, number,
 *   person
 * @throws Error when events wait to be applied
 */
async function writeEvents(
  ctx: Context<Transaction>,
  { size: { tenantId } }: Population,
  given: Statement,
): Promise<void> {
  await ctx.db.query(sql`lock table events in share row exclusive mode`);
  const waiting = await ctx.db.query(sql`
    select 1 from log_cursors c where exists (
      select from events e where e.bucket = c.bucket and (e.xact, e.seq) > (c.xact, c.seq)) limit 1`);
  if (waiting.length > 0) throw new Error('events wait to be applied: let a worker finish, then start again');
  await ctx.db.query(sql`
    insert into event_types (tenant_id, type) select distinct ${tenantId}, type from (${given}) g
    order by 2 on conflict do nothing`);
  await ctx.db.query(sql`
    with made as materialized (
      select nextval(pg_get_serial_sequence('events', 'seq')) as seq, g.*,
        (hashtext(coalesce(case when is_trusted then coalesce(user_id, email) end, anonymous_id, email))
          & ${bucketCount - 1}::int)::smallint as bucket,
        -- A UUIDv7 of the event's time and number.
        (lpad(to_hex((extract(epoch from at) * 1000)::bigint), 12, '0') || '70008'
          || lpad(to_hex(number), 15, '0'))::uuid as id
      from (${given}) g
    ), logged as (
      insert into events (seq, bucket, tenant_id, source_id, id, type, is_trusted, anonymous_id, user_id, email, properties,
        context, catalog_version, occurred_at, received_at)
      overriding system value
      select seq, bucket, ${tenantId}, source_id, id, type, is_trusted, anonymous_id, user_id, email, properties, context,
        ${eventCatalogVersion}, at, at from made
    ), booked as (
      insert into orders (tenant_id, order_id, contact_id, total, currency, placed_at, seq)
      select ${tenantId}, properties ->> 'orderId', person, (properties ->> 'total')::bigint, properties ->> 'currency', at,
        seq from made where type = 'placed_order'
    ), timed as (
      insert into timeline (seq, tenant_id, person_id, occurred_at, type_id, product_id)
      select m.seq, ${tenantId}, m.person, m.at, case when m.context -> 'bot' is distinct from 'true' then y.id end,
        case when m.type = 'product_viewed' then m.properties ->> 'productId' end
      from made m join event_types y on y.tenant_id = ${tenantId} and y.type = m.type
    )
    update log_cursors c set xact = pg_current_xact_id(), seq = m.seq
    from (select bucket, max(seq) as seq from made group by bucket) m where m.bucket = c.bucket`);
}
