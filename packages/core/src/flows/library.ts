import { type FlowDefinition, flowDefinitionSchema, type GivenFlowDefinition } from '@beckon/contract';
import { sql } from '../db/index.ts';
import type { Id } from '../lib/index.ts';
import { installDefaultMessages } from '../messages/index.ts';
import type { Context } from '../ports/index.ts';
import type { tenants } from '../tenants/index.ts';
import { publishFlow } from './lifecycle.ts';
import { createFlow, readFlows } from './stored-flows.ts';

export type LibraryFlow = { key: string; name: string; description: string; definition: FlowDefinition };

const send = (id: string, message: string) => ({ id, kind: 'send' as const, message });
const wait = (id: string, amount: number, unit: 'hours' | 'days') => ({ id, kind: 'wait' as const, amount, unit });

/** Messages to people who are asleep are not opened. */
const daytime = (id: string) => ({ id, kind: 'wait_until' as const, from: '09:00', until: '20:00' });

const given: readonly (Omit<LibraryFlow, 'definition'> & { definition: Omit<GivenFlowDefinition, 'version'> })[] = [
  {
    key: 'welcome',
    name: 'Welcome',
    description:
      'Greets new subscribers, and shows best sellers three days later. Customers who registered without agreeing to marketing are greeted when they subscribe within a week. Ends with the first order.',
    definition: {
      trigger: { kind: 'event', events: [{ event: 'contact_created' }, { event: 'newsletter_confirmed' }] },
      steps: [
        {
          id: 'agreed',
          kind: 'branch',
          filter: { kind: 'segment', segment: 'newsletter' },
          yes: [],
          no: [
            {
              id: 'subscription',
              kind: 'wait_for',
              event: 'newsletter_confirmed',
              within: { amount: 7, unit: 'days' },
              yes: [],
              no: [{ id: 'not_subscribed', kind: 'exit' }],
            },
          ],
        },
        send('welcome', 'welcome'),
        wait('three_days', 3, 'days'),
        daytime('second_daytime'),
        send('best_sellers', 'welcome_second'),
      ],
    },
  },
  {
    key: 'cart_recovery',
    name: 'Cart recovery',
    description:
      'Reminds contacts of a cart that they left for an hour, and once more a day later. Ends with an order.',
    definition: {
      trigger: { kind: 'event', events: [{ event: 'cart_abandoned' }] },
      reentry: { rule: 'after', after: { amount: 3, unit: 'days' } },
      goal: { event: 'placed_order' },
      steps: [
        send('reminder', 'cart_recovery'),
        wait('one_day', 1, 'days'),
        daytime('second_daytime'),
        send('second_reminder', 'cart_recovery_second'),
      ],
    },
  },
  {
    key: 'browse_abandonment',
    name: 'Browse abandonment',
    description: 'Reminds contacts of a product that they looked at without putting anything into the cart.',
    definition: {
      trigger: { kind: 'event', events: [{ event: 'product_viewed' }] },
      reentry: { rule: 'after', after: { amount: 14, unit: 'days' } },
      exits: [{ event: 'placed_order' }, { event: 'added_to_cart' }, { event: 'checkout_started' }],
      goal: { event: 'placed_order' },
      steps: [wait('four_hours', 4, 'hours'), daytime('daytime'), send('reminder', 'browse_abandonment')],
    },
  },
  {
    key: 'post_purchase',
    name: 'After an order',
    description: 'Thanks for an order the next day, and asks for a review two weeks after it. Once for each order.',
    definition: {
      trigger: { kind: 'event', events: [{ event: 'placed_order' }] },
      reentry: { rule: 'once', key: 'orderId' },
      exits: [],
      steps: [
        wait('one_day', 1, 'days'),
        daytime('thanks_daytime'),
        send('thanks', 'post_purchase'),
        wait('two_weeks', 13, 'days'),
        daytime('review_daytime'),
        send('review_request', 'review_request'),
      ],
    },
  },
  {
    key: 'back_in_stock',
    name: 'Back in stock',
    description:
      'Tells contacts that a product is back in stock, if they have asked for it. By push too, if they agreed to it.',
    definition: {
      trigger: { kind: 'restock' },
      reentry: { rule: 'always' },
      exits: [],
      goal: { event: 'placed_order' },
      steps: [
        {
          id: 'by_push',
          kind: 'branch',
          filter: { kind: 'consent', type: 'push', state: 'granted' },
          yes: [send('push', 'back_in_stock_push')],
          no: [],
        },
        send('mail', 'back_in_stock'),
      ],
    },
  },
  {
    key: 'price_drop',
    name: 'Price drop',
    description:
      'Tells contacts that a product costs at least ten percent less, if they viewed it in the last 30 days and did not buy it. At most once a week.',
    definition: {
      trigger: { kind: 'price_drop', percent: 10, viewedWithin: { amount: 30, unit: 'days' } },
      reentry: { rule: 'after', after: { amount: 7, unit: 'days' } },
      goal: { event: 'placed_order' },
      steps: [daytime('daytime'), send('price_drop', 'price_drop')],
    },
  },
  {
    key: 'win_back',
    name: 'Win-back',
    description: 'Writes to customers who have not ordered for 90 days, and once more ten days later.',
    definition: {
      trigger: { kind: 'elapsed', field: 'lastOrderAt', after: { amount: 90, unit: 'days' } },
      reentry: { rule: 'always' },
      goal: { event: 'placed_order' },
      steps: [
        daytime('daytime'),
        send('win_back', 'win_back'),
        wait('ten_days', 10, 'days'),
        daytime('second_daytime'),
        send('second', 'win_back_second'),
      ],
    },
  },
  {
    key: 'sunset',
    name: 'Sunset',
    description:
      'Asks subscribers who have neither ordered nor visited the shop for 180 days after their last order whether they still want news.',
    definition: {
      trigger: { kind: 'elapsed', field: 'lastOrderAt', after: { amount: 180, unit: 'days' } },
      audience: {
        kind: 'not',
        filter: {
          kind: 'field',
          field: 'lastSeenAt',
          comparison: { operator: 'within_last', amount: 180, unit: 'days' },
        },
      },
      reentry: { rule: 'always' },
      exits: [{ event: 'placed_order' }, { event: 'page_viewed' }],
      steps: [daytime('daytime'), send('question', 'sunset')],
    },
  },
  {
    key: 'birthday',
    name: 'Birthday',
    description: 'Congratulates contacts on their birthday, which sign-up forms and the shop’s servers can send.',
    definition: {
      trigger: { kind: 'anniversary', property: 'birthday', at: '09:00' },
      reentry: { rule: 'always' },
      exits: [],
      steps: [send('birthday', 'birthday')],
    },
  },
  {
    key: 'vip',
    name: 'VIP',
    description: 'Thanks customers for their fifth order.',
    definition: {
      trigger: { kind: 'event', events: [{ event: 'placed_order' }] },
      audience: { kind: 'field', field: 'orderCount', comparison: { operator: 'greater_than', value: 4 } },
      exits: [],
      steps: [wait('two_days', 2, 'days'), daytime('daytime'), send('thanks', 'vip')],
    },
  },
];

/** The flows that every shop has from the beginning. */
export const libraryFlows: readonly LibraryFlow[] = given.map(({ definition, ...flow }) => ({
  ...flow,
  definition: flowDefinitionSchema.parse({ version: 1, ...definition }),
}));

/** Live in a new shop. The others are drafts, for the marketer to look at and to publish. */
const liveFromTheStart = ['welcome', 'back_in_stock'];

/**
 * Adds the flows of the library that a shop does not have yet, with the messages that they send. Those that the shop has
 * are left as they are.
 * @param live keys of the flows that are published at once, if they are added now
 */
export async function installFlows(
  ctx: Context,
  tenantId: Id<'ten'>,
  live: readonly string[] = liveFromTheStart,
): Promise<void> {
  await installDefaultMessages(ctx, tenantId);
  const known = new Set((await readFlows(ctx, tenantId)).map(({ key }) => key));
  for (const flow of libraryFlows) {
    if (known.has(flow.key)) continue;
    const { id, version } = await createFlow(ctx, tenantId, flow);
    if (live.includes(flow.key)) await publishFlow(ctx, tenantId, id, { version, runs: 'keep', includeDays: 0 });
  }
}

/** Adds what is missing to every shop: those that are older than a flow of the library do not have it. */
export async function installMissingFlows(ctx: Context): Promise<void> {
  const keys = libraryFlows.map(({ key }) => key);
  const without = await ctx.db.query<Pick<typeof tenants.$inferSelect, 'id'>>(sql`
    select t.id from tenants t
    where (select count(*) from flows f where f.tenant_id = t.id and f.key in ${sql.texts(keys)}) < ${keys.length}
    order by t.id limit 100`);
  for (const { id } of without) await installFlows(ctx, id);
}
