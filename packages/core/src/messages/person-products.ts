import { personIdsOf, personPeriodsOf } from '../contacts/index.ts';
import { sql } from '../db/index.ts';
import type { Id } from '../lib/index.ts';
import type { AnyContext } from '../ports/index.ts';

export type OrderItem = { productId: string; variantId: string; quantity: number };
export type Viewed = { productId: string; variantId: string };

/** Maximum orders of a contact, and maximum events of each browser, that are looked at, newest first. */
const maxOrders = 20;
const maxEvents = 200;
/** How long ago a product may have been viewed. */
const viewedWithin = 30 * 24 * 60 * 60_000;

/** The products that contacts bought, by contact. Only orders of trusted sources that were not cancelled. */
export async function readBought(
  ctx: AnyContext,
  tenantId: Id<'ten'>,
  contactIds: readonly Id<'ctc'>[],
): Promise<Map<string, string[]>> {
  const rows = await ctx.db.query<{ contactId: string; products: string[] }>(sql`
    select w.id as "contactId", jsonb_path_query_array(e.properties, '$.items[*].productId') as products
    from ${sql.texts(contactIds)} as w (id)
    cross join lateral (
      select o.seq from (${personIdsOf(sql.trusted('w.id'))}) as p (id) join orders o on o.contact_id = p.id
      where o.tenant_id = ${tenantId} and o.cancelled_at is null order by o.placed_at desc limit ${maxOrders}
    ) o
    join events e on e.seq = o.seq`);
  return new Map(
    [...Map.groupBy(rows, (row) => row.contactId)].map(([id, own]) => [id, own.flatMap((row) => row.products)]),
  );
}

/** The products that contacts viewed, last one first, by contact. */
export async function readViewed(
  ctx: AnyContext,
  tenantId: Id<'ten'>,
  contactIds: readonly Id<'ctc'>[],
): Promise<Map<string, Viewed[]>> {
  const since = new Date(ctx.clock.now().getTime() - viewedWithin);
  const rows = await ctx.db.query<Viewed & { contactId: string }>(sql`
    select w.id as "contactId", e.properties ->> 'productId' as "productId",
      coalesce(e.properties ->> 'variantId', '') as "variantId"
    from ${sql.texts(contactIds)} as w (id)
    cross join lateral (${personPeriodsOf(tenantId, sql.trusted('w.id'))}) p
    cross join lateral (
      select seq, occurred_at from timeline
      where tenant_id = ${tenantId} and person_id = p.id and occurred_at >= greatest(p.since, ${since})
        and occurred_at < p.until
      order by occurred_at desc, seq desc limit ${maxEvents}
    ) t
    join events e on e.seq = t.seq
    where e.type = 'product_viewed' and e.context -> 'bot' is distinct from 'true'::jsonb
    order by t.occurred_at desc, t.seq desc`);
  return Map.groupBy(rows, ({ contactId }) => contactId);
}

type WantedOrder = { contactId: Id<'ctc'>; orderId: string };

/** The key of an order in the result of `readOrderItems`. */
export const orderKey = ({ contactId, orderId }: WantedOrder) => JSON.stringify([contactId, orderId]);

/** What is in orders of contacts, by `orderKey`; without those that are no order of theirs from a trusted source. */
export async function readOrderItems(
  ctx: AnyContext,
  tenantId: Id<'ten'>,
  wanted: readonly WantedOrder[],
): Promise<Map<string, OrderItem[]>> {
  const rows = await ctx.db.query<WantedOrder & { items: OrderItem[] }>(sql`
    select w."contactId", w."orderId", coalesce((
      select jsonb_agg(jsonb_build_object('productId', i.item -> 'productId',
        'variantId', coalesce(i.item -> 'variantId', '""'), 'quantity', coalesce(i.item -> 'quantity', '1')) order by i.no)
      from jsonb_path_query(e.properties, '$.items[*]') with ordinality as i (item, no)
    ), '[]') as items
    from jsonb_to_recordset(${JSON.stringify(wanted)}::text::jsonb) as w ("contactId" text, "orderId" text)
    cross join lateral (${personIdsOf(sql.trusted('w."contactId"'))}) as p (id)
    join orders o on o.tenant_id = ${tenantId} and o.order_id = w."orderId" and o.contact_id = p.id
    left join events e on e.seq = o.seq`);
  return new Map(rows.map((row) => [orderKey(row), row.items]));
}
