import { beforeEach, describe, expect, test } from 'vitest';
import { pause } from './testing/shop.ts';
import { isCollected, page, reopen, shop, visit } from './testing/visit.ts';

test('storage is not touched before the first paint, whatever is called before it', async () => {
  await page.addInitScript(() => {
    const touched: string[] = [];
    const paints: (() => void)[] = [];
    Object.assign(window, { touched, paint: () => paints.splice(0).map((paint) => paint()) });
    window.requestAnimationFrame = (paint) => paints.push(paint as () => void);
    const watch = (owner: object, name: string) => {
      const { get } = Object.getOwnPropertyDescriptor(owner, name) as { get(): unknown };
      const read = function (this: unknown) {
        touched.push(name);
        return get.call(this);
      };
      Object.defineProperty(owner, name, { get: read });
    };
    for (const name of ['localStorage', 'sessionStorage', 'indexedDB', 'caches']) watch(window, name);
    watch(Document.prototype, 'cookie');
  });
  const head = `<script>beckon = { q: [['consent', [{ analytics: true }], Date.now()], ['track', ['early'], Date.now()]] }</script>`;
  await visit({ head });
  await page.evaluate(() => {
    window.beckon.identify('u_17');
    window.beckon.flush();
  });
  await pause(400);
  const touched = () => page.evaluate(() => (window as never as { touched: string[] }).touched);
  expect(await touched()).toEqual([]);
  expect(shop.received).toEqual([]);
  await page.evaluate(() => (window as never as { paint(): void }).paint());
  await isCollected('early');
  expect(new Set(await touched())).toEqual(new Set(['localStorage']));
});

describe('unfriendly pages', () => {
  test('with blocked storage are served from memory', async () => {
    await page.addInitScript(() =>
      Object.defineProperty(window, 'localStorage', {
        get: () => {
          throw new DOMException('blocked', 'SecurityError');
        },
      }),
    );
    await visit();
    await page.evaluate(() => window.beckon.addedToCart({ productId: 'mug' }));
    await isCollected('added_to_cart');
    await pause(200);
    expect(shop.events('added_to_cart')).toHaveLength(1);
  });

  test('with full storage are served from memory', async () => {
    await page.addInitScript(() => {
      Storage.prototype.setItem = () => {
        throw new DOMException('full', 'QuotaExceededError');
      };
      localStorage.filler = 'x'.repeat(5_242_000);
    });
    await visit();
    await page.evaluate(() => window.beckon.track('big', { text: 'x'.repeat(3_000) }));
    await isCollected('big');
    await pause(200);
    expect(shop.events('big')).toHaveLength(1);
  });

  test('with frozen prototypes are served', async () => {
    await page.addInitScript(() => {
      for (const { prototype } of [Object, Array, Function, String, Promise]) Object.freeze(prototype);
    });
    await visit();
    await page.evaluate(() => window.beckon.track('frozen'));
    await isCollected('frozen');
  });

  test('that replace fetch lose nothing', async () => {
    await page.addInitScript(() => {
      window.fetch = (() => undefined) as never;
    });
    await visit();
    await page.evaluate(() => window.beckon.track('shadowed'));
    await pause(100);
    await page.close({ runBeforeUnload: true });
    await isCollected('shadowed');
    await reopen();
  });

  test('with a strict content security policy and Trusted Types are served', async () => {
    await visit({
      headers: {
        'content-security-policy':
          "default-src 'none'; script-src 'self'; connect-src 'self'; require-trusted-types-for 'script'; trusted-types 'none'",
      },
    });
    await isCollected('page_viewed');
  });

  describe('with every separate file', () => {
    const attributes =
      'data-consent="granted" data-datalayer data-attributes data-products data-tcf data-gcm data-banner';
    const product = '{"@type":"Product","sku":"mug"}';
    const head = `<script type="application/ld+json">${product}</script>`;
    const faults: string[] = [];
    beforeEach(() => {
      faults.length = 0;
      page.on('pageerror', (error) => faults.push(String(error.stack)));
    });

    /** All files are there and at work. */
    const isServed = async () => {
      await isCollected('product_viewed');
      await page.evaluate(() => {
        const { dataLayer } = window as unknown as { dataLayer: unknown[] };
        dataLayer.push({ event: 'add_to_cart', ecommerce: { items: [{ item_id: 'mug' }] } });
        const button = document.createElement('button');
        button.setAttribute('data-beckon-event', 'asked');
        document.body.append(button);
        button.click();
      });
      await isCollected('asked');
      await isCollected('added_to_cart');
      expect(faults).toEqual([]);
    };

    test('are served under a strict policy', async () => {
      const policy = "script-src 'self'; connect-src 'self'; require-trusted-types-for 'script'; trusted-types 'none'";
      await visit({ attributes, head, headers: { 'content-security-policy': policy } });
      await isServed();
    });

    test('are served where prototypes are frozen', async () => {
      await page.addInitScript(() => {
        // Not array methods: a data layer, whose `push` must be replaced, could not be followed then.
        for (const { prototype } of [Object, Function, String, RegExp, Promise, EventTarget]) Object.freeze(prototype);
      });
      await visit({ attributes, head });
      await isServed();
    });

    test('are served where Promise is another', async () => {
      // What drives the page does not get on with that, so it is not asked.
      await visit({ attributes, head: `<script>Promise = class {}</script>${head}` }).catch(() => {});
      await isCollected('page_viewed');
      await isCollected('product_viewed');
      expect(faults).toEqual([]);
    });

    test.each(['JSON', 'fetch', 'localStorage', 'crypto', 'history', 'navigation', 'Intl', 'TextEncoder'])(
      'stay whole where %s is broken',
      async (name) => {
        await page.addInitScript((name) => Object.defineProperty(window, name, { value: { broken: true } }), name);
        await visit({ attributes, head });
        await page.evaluate(() => window.beckon.track('heard'));
        await pause(700);
        expect(faults).toEqual([]);
      },
    );

    test.each(['map', 'filter', 'includes', 'concat', 'flatMap', 'forEach'])(
      'stay whole where arrays have a broken %s',
      async (name) => {
        await page.addInitScript((name) => {
          (Array.prototype as unknown as Record<string, unknown>)[name] = () => {
            throw new Error('of the shop');
          };
        }, name);
        await page.goto('about:blank');
        await visit({ attributes, head }).catch(() => {});
        await pause(700);
        expect(faults).toEqual([]);
      },
    );
  });

  test('that paste the tag twice are counted once', async () => {
    await visit({ head: '<script async src="/beckon.js" data-key="pk_test" data-consent="granted"></script>' });
    await isCollected('page_viewed');
    await pause(300);
    expect(shop.events('page_viewed')).toHaveLength(1);
  });
});
