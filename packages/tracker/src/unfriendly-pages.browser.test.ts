import { describe, expect, test } from 'vitest';
import { pause } from './testing/shop.ts';
import { isCollected, page, reopen, shop, visit } from './testing/visit.ts';

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

  test('with a fetch of their own lose nothing', async () => {
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

  test('that paste the tag twice are counted once', async () => {
    await visit({ head: '<script async src="/beckon.js" data-key="pk_test" data-consent="granted"></script>' });
    await isCollected('page_viewed');
    await pause(300);
    expect(shop.events('page_viewed')).toHaveLength(1);
  });
});
