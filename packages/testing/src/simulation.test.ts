import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Beckon, startBeckon } from './index.ts';

let beckon: Beckon;
beforeAll(async () => {
  const t = performance.now();
  beckon = await startBeckon();
  console.log('start', performance.now() - t);
});
afterAll(() => beckon?.close());

const mug = { productId: 'mug', title: 'Mug', price: 1_200, currency: 'EUR', quantity: 1 };

test('a cart that is idle for an hour brings one reminder', async () => {
  let t = performance.now();
  const lap = (what: string) => {
    console.log(what, performance.now() - t);
    t = performance.now();
  };
  await using shop = await beckon.newShop({ flows: ['cart_recovery'] });
  lap('newShop');
  await shop.addProducts([{ id: 'mug', title: 'Mug', url: 'https://shop.test/mug', price: 1_200, currency: 'EUR' }]);
  const anna = shop.shopper({ email: 'anna@example.com' });
  await anna.grants('email', 'marketing');
  lap('grants');
  await anna.addsToCart(mug);
  lap('adds');
  await shop.advance('59m');
  lap('59m');
  expect(anna.mails()).toEqual([]);
  await shop.advance('2m');
  lap('2m');
  expect(anna.mails().map(({ message }) => message)).toEqual(['cart_recovery']);
  console.log(anna.mails()[0]!.links, anna.mails()[0]!.at, anna.mails()[0]!.subject);
  console.log(await anna.why('cart_recovery'));
  await shop.advance('100d');
  lap('100d');
  console.log(anna.mails().map(({ message, at }) => `${message} ${at}`));
});
