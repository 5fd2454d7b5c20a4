import type { SegmentFilter } from '../packages/contract/src/index.ts';
import { sql } from '../packages/core/src/db/index.ts';
import type { Id } from '../packages/core/src/lib/index.ts';
import type { Statement } from '../packages/core/src/ports/index.ts';

/** A typical segment, and the statement that one would write by hand to count its members. */
export interface SegmentCase {
  name: string;
  filter: SegmentFilter;
  byHand: (shop: { tenantId: Id<'ten'>; now: Date }) => Statement;
}

const days = (amount: number) => ({ operator: 'within_last', amount, unit: 'days' }) as const;
const event = (type: string, amount: number) => ({ kind: 'event', event: type, period: days(amount) }) as const;
const granted = { kind: 'consent', type: 'email', state: 'granted' } as const;

type Shop = Parameters<SegmentCase['byHand']>[0];

const living = ({ tenantId }: Shop) => sql`c.tenant_id = ${tenantId} and c.merged_into is null and c.erased_at is null`;

const ago = ({ now }: Shop, amount: number) => new Date(now.getTime() - amount * 86_400_000);

/** Events of a type, with the contact whose they are: its own, and those of its browsers while they were linked. */
const eventsOf = (shop: Shop, type: string, amount: number, which = sql``) => sql`
  select t.person_id, t.occurred_at, t.seq from timeline t
  where t.type_id = (select y.id from event_types y where y.tenant_id = ${shop.tenantId} and y.type = ${type})
    and t.occurred_at > ${ago(shop, amount)} and t.occurred_at <= ${shop.now} ${which}`;

const contactsOf = (events: Statement) => sql`
  with hits as materialized (${events})
  select coalesce(p.merged_into, p.id) as contact_id from hits h join contacts p on p.id = h.person_id
  union all
  select v.contact_id from hits h
  join visitor_periods v on v.visitor_id = h.person_id and h.occurred_at >= v.since and h.occurred_at < v.until`;

const ordersOf = (shop: Shop, amount: number, which = sql``) => sql`
  select o.contact_id from orders o
  where o.tenant_id = ${shop.tenantId} and o.placed_at > ${ago(shop, amount)} and o.placed_at <= ${shop.now} ${which}`;

const counted = (shop: Shop, condition: Statement) =>
  sql`select count(*)::int as count from contacts c where ${living(shop)} and ${condition}`;

const hasGranted = ({ tenantId }: Shop) => sql`exists (
  select from consent_state g where g.tenant_id = ${tenantId} and g.type = 'email' and g.contact_id = c.id and g.state = 'granted')
  and not exists (
    select from contacts m join consent_state r on r.tenant_id = ${tenantId} and r.contact_id = m.id and r.type = 'email'
    join consent_state g on g.tenant_id = ${tenantId} and g.contact_id = m.merged_into and g.type = 'email'
    where m.merged_into = c.id and r.state = 'revoked' and r.position > g.position)`;

/** The ten shapes for which prototypes were measured, in the sample shop's terms. */
export const segmentCases: readonly SegmentCase[] = [
  {
    name: 'viewed at least 3 products in 30 days',
    filter: { ...event('product_viewed', 30), times: { operator: 'at_least', count: 3 } },
    byHand: (shop) =>
      counted(
        shop,
        sql`c.id in (select contact_id from (${contactsOf(eventsOf(shop, 'product_viewed', 30))}) e
          group by contact_id having count(*) >= 3)`,
      ),
  },
  {
    name: 'ordered in 90 days',
    filter: event('placed_order', 90),
    byHand: (shop) => counted(shop, sql`c.id in (${ordersOf(shop, 90)})`),
  },
  {
    name: 'ordered, but not in 180 days',
    filter: {
      kind: 'and',
      filters: [
        { kind: 'event', event: 'placed_order' },
        { ...event('placed_order', 180), times: { operator: 'exactly', count: 0 } },
      ],
    },
    byHand: (shop) =>
      counted(
        shop,
        sql`c.id in (select o.contact_id from orders o where o.tenant_id = ${shop.tenantId})
          and not exists (select from (${ordersOf(shop, 180)}) o where o.contact_id = c.id)`,
      ),
  },
  {
    name: 'put something into the cart in 7 days, and ordered nothing',
    filter: {
      kind: 'and',
      filters: [event('added_to_cart', 7), { kind: 'not', filter: event('placed_order', 7) }],
    },
    byHand: (shop) =>
      counted(
        shop,
        sql`c.id in (${contactsOf(eventsOf(shop, 'added_to_cart', 7))})
          and not exists (select from (${ordersOf(shop, 7)}) o where o.contact_id = c.id)`,
      ),
  },
  {
    name: 'viewed a category at least twice in 30 days',
    filter: {
      kind: 'category',
      categories: ['category-3'],
      action: 'viewed',
      period: days(30),
      times: { operator: 'at_least', count: 2 },
    },
    byHand: (shop) => {
      const ofCategory = sql`and t.product_id in (
        select p.id from products p where p.tenant_id = ${shop.tenantId} and p.category = 'category-3')`;
      return counted(
        shop,
        sql`c.id in (select contact_id from (${contactsOf(eventsOf(shop, 'product_viewed', 30, ofCategory))}) e
          group by contact_id having count(*) >= 2)`,
      );
    },
  },
  {
    name: 'agreed to email, and opened nothing in 90 days',
    filter: {
      kind: 'and',
      filters: [
        granted,
        { kind: 'message', action: 'opened', period: days(90), times: { operator: 'exactly', count: 0 } },
      ],
    },
    byHand: (shop) =>
      counted(
        shop,
        sql`${hasGranted(shop)} and not exists (
          select from deliveries d join contacts p on p.id = d.contact_id
          where coalesce(p.merged_into, p.id) = c.id and d.tenant_id = ${shop.tenantId} and d.status = 'sent'
            and d.opened_at > ${ago(shop, 90)} and d.opened_at <= ${shop.now})`,
      ),
  },
  {
    name: 'spent 300.00, at least 3 orders, the last in 60 days',
    filter: {
      kind: 'and',
      filters: [
        { kind: 'field', field: 'lifetimeValue', comparison: { operator: 'greater_than', value: 29_999 } },
        { kind: 'field', field: 'orderCount', comparison: { operator: 'greater_than', value: 2 } },
        { kind: 'field', field: 'lastOrderAt', comparison: days(60) },
      ],
    },
    byHand: (shop) =>
      counted(
        shop,
        sql`c.lifetime_value > 29999 and c.order_count > 2 and c.last_order_at > ${ago(shop, 60)} and c.last_order_at <= ${shop.now}`,
      ),
  },
  {
    name: 'a property, a language, and agreed to email',
    filter: {
      kind: 'and',
      filters: [
        { kind: 'property', property: 'plan', comparison: { operator: 'equals', value: 'gold' } },
        { kind: 'field', field: 'language', comparison: { operator: 'equals', value: 'en' } },
        granted,
      ],
    },
    byHand: (shop) =>
      counted(shop, sql`c.properties ->> 'plan' = 'gold' and c.language = 'en' and ${hasGranted(shop)}`),
  },
  {
    name: 'first order in 30 days',
    filter: { kind: 'field', field: 'firstOrderAt', comparison: days(30) },
    byHand: (shop) => counted(shop, sql`c.first_order_at > ${ago(shop, 30)} and c.first_order_at <= ${shop.now}`),
  },
  {
    name: 'ordered for 100.00 at least twice in a year',
    filter: {
      ...event('placed_order', 365),
      conditions: [{ property: 'total', comparison: { operator: 'greater_than', value: 9_999 } }],
      times: { operator: 'at_least', count: 2 },
    },
    byHand: (shop) =>
      counted(
        shop,
        sql`c.id in (select contact_id from (${ordersOf(shop, 365, sql`and o.total > 9999`)}) o
          group by contact_id having count(*) >= 2)`,
      ),
  },
];

/** One of many different rules of a shop: shapes of the ten above with other numbers, and combinations. */
export function variedFilter(number: number): SegmentFilter {
  const amount = [7, 14, 30, 60, 90, 180][number % 6]!;
  const shapes: SegmentFilter[] = [
    { ...event('product_viewed', amount), times: { operator: 'at_least', count: 1 + (number % 5) } },
    event('placed_order', amount),
    { kind: 'and', filters: [event('added_to_cart', amount), { kind: 'not', filter: event('placed_order', amount) }] },
    { kind: 'field', field: 'orderCount', comparison: { operator: 'greater_than', value: number % 7 } },
    { kind: 'and', filters: [granted, { kind: 'not', filter: event('checkout_started', amount) }] },
    { kind: 'field', field: 'lastOrderAt', comparison: { operator: 'more_than_ago', amount, unit: 'days' } },
    {
      kind: 'or',
      filters: [
        event('checkout_started', amount),
        { kind: 'property', property: 'plan', comparison: { operator: 'equals', value: 'gold' } },
      ],
    },
    {
      kind: 'and',
      filters: [
        granted,
        {
          kind: 'field',
          field: 'lifetimeValue',
          comparison: { operator: 'greater_than', value: 5_000 * (number % 9) },
        },
        event('page_viewed', amount),
      ],
    },
    { kind: 'product', products: [`product-${1 + (number % 300)}`], action: 'viewed', period: days(amount) },
    { kind: 'message', action: 'received', period: days(amount) },
  ];
  return shapes[number % shapes.length]!;
}
