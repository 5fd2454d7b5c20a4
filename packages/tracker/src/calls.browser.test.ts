import { describe, expect, test } from 'vitest';
import { isCollected, page, shop, visit } from './testing/visit.ts';

describe('calls', () => {
  test('made before the script is there are replayed with their time', async () => {
    const stub = `<script>(b=>{b.track||"track page identify productViewed addedToCart removedFromCart checkoutStarted placedOrder consent reset on flush".split(" ").map(n=>b[n]=(...a)=>b.q.push([n,a,Date.now()]),b.q=[])})(window.beckon=window.beckon||{})</script>`;
    await visit({
      head: `${stub}<script>beckon.addedToCart({ productId: 'mug', price: 1299, currency: 'EUR' }); var calledAt = Date.now()</script>`,
    });
    await isCollected('added_to_cart');
    const [added, viewed] = shop.events();
    const calledAt = await page.evaluate(() => (window as never as { calledAt: number }).calledAt);
    expect(added).toMatchObject({
      type: 'added_to_cart',
      properties: { productId: 'mug', price: 1299, currency: 'EUR' },
    });
    expect(added?.occurredAt).toBeLessThanOrEqual(calledAt);
    expect(viewed?.type).toBe('page_viewed');
  });

  test('each become their event', async () => {
    await visit({ attributes: 'data-consent="granted" data-auto="off"' });
    await page.evaluate(() => {
      const mug = { productId: 'mug' };
      window.beckon.productViewed(mug);
      window.beckon.removedFromCart(mug);
      window.beckon.checkoutStarted({ total: 1299, currency: 'EUR' });
      window.beckon.placedOrder({ orderId: '1001', total: 1299, currency: 'EUR' });
      window.beckon.identify('anna@example.com', { firstName: 'Anna' });
      window.beckon.identify('u_17', {}, { signature: 'a7f3' });
      window.beckon.track('size_guide_opened', { size: 'L' });
    });
    await isCollected('size_guide_opened');
    expect(shop.received).toHaveLength(1);
    expect(shop.events().map(({ batch, id, occurredAt, ...event }) => event)).toMatchObject([
      { type: 'product_viewed', properties: { productId: 'mug' } },
      { type: 'removed_from_cart', properties: { productId: 'mug' } },
      { type: 'checkout_started', properties: { total: 1299, currency: 'EUR' } },
      { type: 'placed_order', properties: { orderId: '1001', total: 1299, currency: 'EUR' } },
      { type: 'identified', email: 'anna@example.com', properties: { firstName: 'Anna' } },
      { type: 'identified', userId: 'u_17', signature: 'a7f3', properties: {} },
      { type: 'size_guide_opened', properties: { size: 'L' } },
    ]);
    for (const { id } of shop.events()) {
      expect(id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
    }
  });

  test('reset makes a new visitor, and leaves what waits with the old one', async () => {
    await visit({ attributes: 'data-consent="granted" data-auto="off"' });
    await page.waitForFunction(() => window.beckon.anonymousId());
    const old = await page.evaluate(() => window.beckon.anonymousId());
    await page.evaluate(() => {
      window.beckon.track('before_log_out');
      window.beckon.reset();
      window.beckon.track('after_log_out');
    });
    await isCollected('after_log_out');
    const [before, after] = shop.events();
    expect(before?.anonymousId).toBe(old);
    expect(after?.anonymousId).toBeUndefined();
    expect(after?.batch.anonymousId).not.toBe(old);
  });

  test('never throw into the page, and report the error', async () => {
    await visit();
    const problems = await page.evaluate(async () => {
      const heard: unknown[] = [];
      window.beckon.on('error', (problem) => heard.push(String(problem.error)));
      const circular: Record<string, unknown> = {};
      circular.self = circular;
      window.beckon.track('impossible', circular);
      window.beckon.identify(undefined as never);
      await new Promise((resolve) => setTimeout(resolve, 50));
      return heard;
    });
    expect(problems).toHaveLength(2);
    await page.evaluate(() => window.beckon.track('still_alive'));
    await isCollected('still_alive');
  });

  test.each([
    ['identify(17)', '17'],
    ['identify(0)', '0'],
    ['identify(7210448301201)', '7210448301201'],
    ["identify('17')", '17'],
    ["identify('007')", '007'],
  ])('name the user by text or number alike: %s', async (call, userId) => {
    await visit({ attributes: 'data-consent="granted" data-auto="off"' });
    await page.evaluate((call) => new Function(`beckon.${call.replace(')', ", { firstName: 'Ada' })")}`)(), call);
    await isCollected('identified');
    expect(shop.events()).toMatchObject([{ type: 'identified', userId, properties: { firstName: 'Ada' } }]);
  });

  test.each(['undefined', 'null', 'NaN', '{}', "{ id: '17' }", '[17]', 'true', 'Infinity', '12345678901234567890', ''])(
    'name no user by what is neither, and say so in words: identify(%s)',
    async (who) => {
      await visit({ attributes: 'data-consent="granted" data-auto="off"' });
      const problems = await page.evaluate(async (who) => {
        const heard: string[] = [];
        window.beckon.on('error', ({ error }) => heard.push(String(error)));
        new Function(`beckon.identify(${who})`)();
        await new Promise((resolve) => setTimeout(resolve, 50));
        window.beckon.track('last');
        return heard;
      }, who);
      expect(problems).toEqual(['TypeError: identify: no text or whole number']);
      await isCollected('last');
      expect(shop.events().map(({ type }) => type)).toEqual(['last']);
    },
  );

  test('arrive as they were made where an old library has given lists and objects a toJSON', async () => {
    await page.addInitScript(() => {
      const toText = function (this: unknown) {
        return Object.keys(this as object).join();
      };
      for (const { prototype } of [Array, Object, String, Number])
        Object.defineProperty(prototype, 'toJSON', { value: toText, configurable: true });
    });
    await visit({ attributes: 'data-consent="granted" data-auto="off"' });
    await page.evaluate(() => {
      const items = [{ productId: 'mug', sizes: ['S', 'L'], price: 1299 }];
      window.beckon.track('checkout_started', { items, at: new Date(0) } as never);
    });
    await isCollected('checkout_started');
    await page.goto(`${shop.url}/next`);
    expect(shop.events()[0]?.properties).toEqual({
      items: [{ productId: 'mug', sizes: ['S', 'L'], price: 1299 }],
      at: '1970-01-01T00:00:00.000Z',
    });
  });

  test('with halves of characters in their texts arrive, with a sign in the place of the half', async () => {
    await visit({ attributes: 'data-consent="granted" data-auto="off"' });
    await page.evaluate(() => window.beckon.track('noted', { notes: ['😀', '😀'.slice(0, 1), '😀'.slice(1), 'a\0b'] }));
    await isCollected('noted');
    expect(shop.events()[0]?.properties.notes).toEqual(['😀', '\ufffd', '\ufffd', 'a\ufffdb']);
  });

  test('a listener receives each event, and an error in it stops nothing', async () => {
    await visit();
    await page.evaluate(() => {
      window.beckon.on('event', ({ type }) => {
        document.title += ` ${type}`;
        throw new Error('of the shop');
      });
      window.beckon.track('heard');
    });
    await isCollected('heard');
    expect(await page.title()).toBe('Mugs heard');
  });
});
