import { expect, test } from 'vitest';
import { putProducts } from '../catalog/index.ts';
import { sql } from '../db/index.ts';
import type { Id } from '../lib/index.ts';
import { applyAll, collect, createTestContext, runReadyJobs, type TestTenant } from '../testing/index.ts';
import { deliver, listDeliveries } from './index.ts';

const { ctx, clock, newTenant, sender } = await createTestContext();
const minute = 60_000;

let made = 0;
const name = (kind: string) => `${kind}-${++made}`;

type Given = { userId?: string; anonymousId?: string };
async function send(tenant: TestTenant, source: 'browser' | 'server', type: string, person: Given, properties: object) {
  clock.advance(minute);
  await collect(ctx, tenant[source], [
    { id: name('event'), type, occurredAt: clock.now().toISOString(), ...person, properties },
  ]);
  await applyAll(ctx);
}

const product = (id: string, more: object = {}) => ({
  id,
  title: `The ${id}`,
  url: `https://shop.test/${id}`,
  imageUrl: `https://shop.test/${id}.jpg`,
  price: 1_950,
  currency: 'EUR',
  ...more,
});
const show = (list: string) =>
  `{% for item in ${list}.items %}[{{ item.quantity | default: 1 }} {{ item.title }}]{% endfor %}`;

/** A shop with a catalog, a customer, and a service message with this body. */
async function setUp(
  body: string,
  products: { id: string }[] = ['mug', 'pot', 'lamp', 'vase'].map((id) => product(id)),
) {
  const tenant = await newTenant();
  await putProducts(ctx, tenant.id, products as never, async () => {});
  await ctx.db.query(sql`
    update messages set body = ${`<mj-text>@${body}@</mj-text>`}, subject = 'Data', preheader = ''
    where tenant_id = ${tenant.id} and key = 'preferences_link'`);
  // In other languages too.
  await ctx.db.query(sql`
    update message_translations t set body = m.body from messages m where m.id = t.message_id and m.tenant_id = ${tenant.id}`);
  const userId = name('user');
  const email = `${userId}@example.com`;
  await collect(ctx, tenant.server, [
    {
      id: name('event'),
      type: 'contact_updated',
      occurredAt: clock.now().toISOString(),
      userId,
      email,
      properties: {},
    },
  ]);
  await applyAll(ctx);
  const [contact] = await ctx.db.query<{ id: Id<'ctc'> }>(sql`
    select id from contacts where tenant_id = ${tenant.id} and user_id = ${userId}`);
  return {
    tenant,
    userId,
    contactId: contact!.id,
    send: (source: 'browser' | 'server', type: string, properties: object, person: Given = { userId }) =>
      send(tenant, source, type, person, properties),
    /** Sends the message. @returns its text, or why it was not sent */
    async mail(trigger: object = {}, language = 'en'): Promise<string> {
      clock.advance(minute);
      await deliver(ctx, {
        tenantId: tenant.id,
        contactId: contact!.id,
        message: 'preferences_link',
        businessKey: name('occasion'),
        variables: { trigger },
        language,
      });
      const before = sender.sent.length;
      await runReadyJobs(ctx);
      const mail = sender.sent.slice(before).find(({ to }) => to.address === email);
      if (mail) return /@(.*)@/s.exec(mail.text)![1]!.replace(/\s+/g, ' ');
      const [last] = await listDeliveries(ctx, tenant.id, { contactId: contact!.id }, { limit: 1, before: null });
      return `${last!.status}: ${last!.reason}`;
    },
  };
}

test('a message shows the cart as it is when it is sent, from the catalog alone', async () => {
  const shop = await setUp(`${show('cart')} {{ cart.items[0].url }} {{ cart.items[0].price }}`);
  await shop.send(
    'browser',
    'added_to_cart',
    { productId: 'mug', quantity: 2, title: 'FREE MONEY', price: 1 },
    {
      userId: shop.userId,
      anonymousId: 'browser-1',
    },
  );
  await shop.send('server', 'added_to_cart', { productId: 'mug', quantity: 2, title: 'FREE MONEY', price: 1 });
  await shop.send('server', 'added_to_cart', { productId: 'unknown', title: 'FREE MONEY' });
  await shop.send('server', 'added_to_cart', { productId: 'pot' });
  expect(await shop.mail()).toBe('[2 The mug][1 The pot] https://shop.test/mug €19.50');
  await shop.send('server', 'removed_from_cart', { productId: 'mug', quantity: 2 });
  expect(await shop.mail({}, 'de')).toBe('[1 The pot] https://shop.test/pot 19,50 €');
});

test('a message about a cart that is empty by then is skipped, and says why', async () => {
  const shop = await setUp(show('cart'));
  const reason = 'skipped: The cart was empty when the message was due, or the catalog knows none of its products.';
  await shop.send('server', 'added_to_cart', { productId: 'unknown' });
  expect(await shop.mail()).toBe(reason);
  await shop.send('server', 'added_to_cart', { productId: 'mug' });
  expect(await shop.mail()).toBe('[1 The mug]');
  await shop.send('server', 'placed_order', { orderId: name('order'), total: 1, currency: 'USD' });
  expect(await shop.mail()).toBe(reason);
});

test('what was viewed last comes first, once, without what was bought, is sold out or unknown', async () => {
  const shop = await setUp(show('viewed'));
  for (const productId of ['mug', 'pot', 'lamp', 'vase', 'unknown', 'mug']) {
    await shop.send('server', 'product_viewed', { productId, title: 'FREE MONEY' });
  }
  await shop.send('server', 'placed_order', {
    orderId: name('order'),
    total: 1,
    currency: 'USD',
    items: [{ productId: 'lamp' }],
  });
  await putProducts(ctx, shop.tenant.id, [product('vase', { quantity: 0 })] as never, async () => {});
  expect(await shop.mail()).toBe('[1 The mug][1 The pot]');
});

test('an order is shown to the contact who placed it, if the shop’s server says so', async () => {
  const shop = await setUp(`{{ order.id }}: ${show('order')}`);
  const items = [{ productId: 'mug', quantity: 3 }, { productId: 'unknown' }];
  const order = { orderId: 'A-1', total: 100, currency: 'USD', items };
  await shop.send('server', 'placed_order', order);
  expect(await shop.mail({ orderId: 'A-1' })).toBe('A-1: [3 The mug]');
  await shop.send('browser', 'placed_order', { ...order, orderId: 'A-2' });
  await shop.send('server', 'placed_order', { ...order, orderId: 'A-3' }, { userId: 'another' });
  for (const orderId of ['A-2', 'A-3', 'A-4', undefined]) {
    expect(await shop.mail({ orderId })).toBe('failed: its order does not exist, or is not an order of the contact');
  }
});

test('a product is what the catalog says of the one that the trigger names', async () => {
  const shop = await setUp('{{ product.title }} {{ product.price }} {{ trigger.title | default: "-" }}');
  expect(await shop.mail({ productId: 'mug', title: 'FREE MONEY' })).toBe('The mug €19.50 -');
  expect(await shop.mail({ productId: 'unknown' })).toContain('failed: a variable has no value and no fallback');
});

test('recommended is what was bought together with their products, then best sellers; never what they have', async () => {
  const ids = ['mug', 'pot', 'lamp', 'vase', 'rug', 'cup', 'bowl'];
  const shop = await setUp(
    `${show('recommended')} best: ${show('best_sellers')}`,
    ids.map((id) => product(id)),
  );
  const order = (products: string[], userId = name('other')) =>
    shop.send(
      'server',
      'placed_order',
      {
        orderId: name('order'),
        total: 1,
        currency: 'USD',
        items: products.map((productId) => ({ productId, quantity: 9 })),
      },
      { userId },
    );
  await order(['mug', 'vase']);
  await order(['mug', 'vase', 'lamp']);
  await order(['rug']);
  await order(['rug']);
  await order(['rug', 'cup', 'unknown']);
  await order(['mug', 'pot'], shop.userId);
  // A browser's orders do not count.
  for (let n = 0; n < 5; n++) {
    await shop.send('browser', 'placed_order', {
      orderId: name('order'),
      total: 1,
      currency: 'USD',
      items: [{ productId: 'bowl' }],
    });
  }
  await putProducts(ctx, shop.tenant.id, [product('cup', { quantity: 0 })] as never, async () => {});
  expect(await shop.mail()).toBe(
    '[1 The vase][1 The lamp][1 The rug] best: [1 The mug][1 The rug][1 The vase][1 The lamp]',
  );
});

test('templates that use no data cost no query, and a set of them one for each kind', async () => {
  const shop = await setUp('Hello');
  await shop.mail();
  const seen: string[] = [];
  const watched = { ...ctx, db: watch(ctx.db, seen) };
  const send = async (count: number) => {
    seen.length = 0;
    for (let n = 0; n < count; n++) {
      await deliver(ctx, {
        tenantId: shop.tenant.id,
        contactId: shop.contactId,
        message: 'preferences_link',
        businessKey: name('occasion'),
      });
    }
    await runReadyJobs(watched);
    return seen.filter((text) => /cart_changes|from products|join products/.test(text)).length;
  };
  expect(await send(3)).toBe(0);
  await ctx.db.query(sql`
    update messages set body = ${`<mj-text>${show('cart')}</mj-text>`} where tenant_id = ${shop.tenant.id}`);
  await shop.send('server', 'added_to_cart', { productId: 'mug' });
  const one = await send(1);
  expect(one).toBeGreaterThan(0);
  expect(await send(5)).toBe(one);
});

function watch(db: typeof ctx.db, seen: string[]): typeof ctx.db {
  return new Proxy(db, {
    get(target, key) {
      const value = Reflect.get(target, key);
      if (key !== 'query') return typeof value === 'function' ? value.bind(target) : value;
      return (statement: { text: string }) => {
        seen.push(statement.text);
        return target.query(statement as never);
      };
    },
  });
}
