import { buildOnce } from '@beckon/test-setup/build-once';
import { launchChromium } from '@beckon/test-setup/chromium';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { build } from '../build.ts';
import { buildFolder, openShop, pause, until } from './testing/shop.ts';

const folder = buildFolder();
let browser: Browser;
beforeAll(async () => {
  await buildOnce('tracker', folder, build);
  browser = await launchChromium();
}, 120_000);
afterAll(() => browser.close());

async function visit(attributes: string, content = '', headers = {}) {
  const shop = await openShop(
    `<!doctype html>${content}<script async src="/beckon.js" data-key="pk_test" ${attributes}></script>`,
    folder,
    headers,
  );
  const page = await browser.newPage();
  await page.goto(shop.url);
  const close = async () => {
    await page.close();
    shop.close();
  };
  return { shop, page, close };
}

test('no separate file is loaded that no attribute asks for', async () => {
  const { shop, close } = await visit('data-consent="granted"');
  await until('the page view came', () => shop.events('page_viewed').length);
  expect(shop.asked.filter((path) => path.startsWith('/beckon.'))).toEqual(['/beckon.js']);
  await close();
});

test('the data layer is read before and after loading, under a strict policy, once each', async () => {
  const item = `{ currency: 'EUR', items: [{ item_id: 'mug', price: 12.99 }] }`;
  const { shop, page, close } = await visit(
    'data-consent="granted" data-datalayer',
    `<script nonce="n">dataLayer = []; function gtag() { dataLayer.push(arguments) } gtag('event', 'view_item', ${item})</script>`,
    {
      'content-security-policy':
        "script-src 'self' 'nonce-n'; require-trusted-types-for 'script'; trusted-types 'none'",
    },
  );
  await until('the view came', () => shop.events('product_viewed').length);
  await page.evaluate(() => {
    const { dataLayer } = window as unknown as { dataLayer: unknown[] };
    dataLayer.push(null, 7, { event: 'add_to_cart', ecommerce: { currency: 'EUR', items: [{ item_id: 'mug' }] } });
  });
  await until('the cart came', () => shop.events('added_to_cart').length);
  expect(shop.events('product_viewed')[0]?.properties).toMatchObject({ productId: 'mug', price: 1299 });
  await pause(200);
  expect([shop.events('product_viewed').length, shop.events('added_to_cart').length]).toEqual([1, 1]);
  await close();
});

test('clicks and keys on elements that came later are tracked once, forms when they are sent', async () => {
  const { shop, page, close } = await visit('data-consent="granted" data-attributes');
  await until('the file is asked for', () => shop.asked.includes('/beckon.attributes.js'));
  await pause(200);
  await page.evaluate(
    (html) => {
      document.body.innerHTML = html;
    },
    `<div data-beckon-product='{"productId":"mug"}'>
    <b role="button" tabindex="0" data-beckon-event="added_to_cart" data-beckon-price="1299" data-beckon-gift-text="3">x</b></div>
    <form data-beckon-event="asked" onsubmit="return false"><button>Ask</button></form>`,
  );
  await page.focus('b');
  await page.keyboard.press('Enter');
  await page.click('button');
  await until('the form came', () => shop.events('asked').length);
  expect(shop.events('added_to_cart').map(({ properties }) => properties)).toEqual([
    { productId: 'mug', price: 1299, giftText: '3' },
  ]);
  expect(shop.events('asked')).toHaveLength(1);
  await close();
});

test.each([
  '{"@type":"Product","sku":"mug","offers":{"price":"12.99","priceCurrency":"EUR"}}',
  '{"@graph":[{"@type":["Product"],"sku":"mug","offers":[{"priceSpecification":[{"price":12.99,"priceCurrency":"EUR"}]}]}]}',
  '[{"@type":"ProductGroup","productGroupID":"mug","hasVariant":[{"offers":{"lowPrice":12.99,"priceCurrency":"EUR"}}]}]',
])('a product in JSON-LD is viewed once: %s', async (json) => {
  const { shop, close } = await visit(
    'data-consent="granted" data-products',
    `<script type="application/ld+json">{broken</script><script type="application/ld+json">${json}</script>`,
  );
  await until('the view came', () => shop.events('product_viewed').length);
  await pause(300);
  expect(shop.events('product_viewed').map(({ properties }) => properties)).toEqual([
    { productId: 'mug', price: 1299, currency: 'EUR' },
  ]);
  await close();
});

test('a product that a review app describes again, without an id, is viewed once', async () => {
  const rated = '{"@type":"Product","name":"Mug","aggregateRating":{"ratingValue":5,"reviewCount":3}}';
  const blocks = ['{"@type":"Product","sku":"mug","offers":{"price":"4990","priceCurrency":"HUF"}}', rated];
  const { shop, close } = await visit(
    'data-consent="granted" data-products',
    blocks.map((json) => `<script type="application/ld+json">${json}</script>`).join(''),
  );
  await until('the view came', () => shop.events('product_viewed').length);
  await pause(300);
  expect(shop.events('product_viewed').map(({ properties }) => properties)).toEqual([
    { productId: 'mug', price: 499_000, currency: 'HUF' },
  ]);
  await close();
});

test('an order without lines and prices in forints come through the data layer as they are', async () => {
  const { shop, page, close } = await visit(
    'data-consent="granted" data-datalayer',
    '<script>dataLayer = []; function gtag() { dataLayer.push(arguments) }</script>',
  );
  await until('the file is asked for', () => shop.asked.includes('/beckon.datalayer.js'));
  await page.evaluate(() =>
    (window as never as { gtag(...args: unknown[]): void }).gtag('event', 'purchase', {
      transaction_id: 'T-2',
      value: 4990,
      currency: 'HUF',
    }),
  );
  await until('the order came', () => shop.events('placed_order').length);
  expect(shop.events('placed_order')[0]?.properties).toEqual({ orderId: 'T-2', total: 499_000, currency: 'HUF' });
  await close();
});

test('a product of a router that lives in the hash is viewed on its own page only', async () => {
  const { shop, page, close } = await visit(
    'data-consent="granted" data-products data-auto="hash"',
    '<script type="application/ld+json">{"@type":"Product","sku":"mug"}</script>',
  );
  await until('the mug came', () => shop.events('product_viewed').length === 1);
  await page.evaluate(() => {
    location.hash = '#/bowl';
    setTimeout(() => {
      document.querySelector('[type$="ld+json"]')!.textContent = '{"@type":"Product","sku":"bowl"}';
    }, 250);
  });
  await until('the bowl came', () => shop.events('product_viewed').length === 2);
  expect(shop.events('product_viewed').map(({ properties }) => properties.productId)).toEqual(['mug', 'bowl']);
  await close();
});

test('a product is viewed on each route of a single-page shop that shows one, and not where none is shown', async () => {
  const { shop, page, close } = await visit('data-consent="granted" data-products');
  await until('the page view came', () => shop.events('page_viewed').length);
  const show = (path: string, sku: string | null) =>
    page.evaluate(
      ([path, sku]) => {
        history.pushState({}, '', path);
        // As shops that render in the browser do: the description follows the address.
        setTimeout(() => {
          document.querySelector('[type$="ld+json"]')?.remove();
          const script = document.createElement('script');
          script.type = 'application/ld+json';
          script.textContent = JSON.stringify({ '@type': 'Product', sku });
          if (sku) document.head.append(script);
        }, 250);
      },
      [path, sku] as const,
    );
  await show('/mug', 'mug');
  await until('the mug came', () => shop.events('product_viewed').length === 1);
  await show('/about', null);
  await until('the page came', () => shop.events('page_viewed').length === 3);
  await pause(500);
  await show('/bowl', 'bowl');
  await until('the bowl came', () => shop.events('product_viewed').length === 2);
  expect(shop.events('product_viewed').map(({ properties }) => properties.productId)).toEqual(['mug', 'bowl']);
  await close();
});
