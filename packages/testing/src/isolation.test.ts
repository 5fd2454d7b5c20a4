import { testServerUrl } from '@beckon/core/testing';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Beckon, type Shop, startBeckon } from './index.ts';

let beckon: Beckon;
beforeAll(async () => {
  beckon = await startBeckon({ postgresUrl: testServerUrl() });
});
afterAll(() => beckon?.close());

const mug = { id: 'mug', title: 'Mug', url: 'https://shop.test/mug', price: 1_200, currency: 'EUR' };

async function leaveCart(shop: Shop, email: string): Promise<string[]> {
  const shopper = shop.shopper({ email });
  await shopper.grants('email', 'marketing');
  await shopper.addsToCart({ productId: 'mug' });
  await shop.advance('1d');
  return shop.outbox.mails().map(({ to, at }) => `${to} ${at}`);
}

test('shops that run at the same time have clocks, contacts and mails of their own', async () => {
  const nows = ['2025-01-06T10:00:00Z', '2026-07-06T10:00:00Z'];
  const got = await Promise.all(
    nows.map(async (now, index) => {
      await using shop = await beckon.newShop({ now, flows: ['cart_recovery'], products: [mug] });
      return await leaveCart(shop, `shopper-${index}@example.com`);
    }),
  );
  expect(got).toEqual([
    ['shopper-0@example.com 2025-01-06T11:00:00.000Z'],
    ['shopper-1@example.com 2026-07-06T11:00:00.000Z'],
  ]);
});

test('another process can open shops on the same Postgres, and removes what it made', async () => {
  const other = await startBeckon({ postgresUrl: beckon.postgresUrl });
  const [theirs, ours] = await Promise.all([other.newShop(), beckon.newShop()]);
  await theirs!.shopper({ email: 'anna@example.com' }).grants('email');
  expect((await ours!.api.listContacts()).data).toEqual([]);
  expect((await theirs!.api.listContacts()).data.map(({ email }) => email)).toEqual(['anna@example.com']);
  await other.close();
  await ours!.shopper({ email: 'ben@example.com' }).grants('email');
  expect((await ours!.api.listContacts()).data.length).toBe(1);
  await ours!.close();
  // A second time does nothing: the end of a test may close what the test has closed.
  await ours!.close();
});
