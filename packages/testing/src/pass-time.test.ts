import { randomUUID } from 'node:crypto';
import { testServerUrl } from '@beckon/core/testing';
import { createTestDatabase } from '@beckon/core/testing/database';
import { createApiMetrics } from '@beckon/edge-api';
import { expect, test } from 'vitest';
import { createContext } from './context.ts';
import { readDuration } from './duration.ts';
import type { Shop, ShopOptions } from './index.ts';
import { openShop } from './open-shop.ts';
import type { NextMoment } from './pass-time.ts';
import { setUpAt, setUpShop } from './set-up-shop.ts';

const minute = 60_000;

async function newShop(options: ShopOptions = {}, nextMoment?: NextMoment): Promise<Shop> {
  const { db, drop } = await createTestDatabase(testServerUrl(), `simulated_${randomUUID().replaceAll('-', '')}`);
  const prepared = await setUpShop(createContext(db, setUpAt).ctx);
  return openShop(db, prepared, createApiMetrics, options, drop, nextMoment);
}

/** Lets many kinds of things become due: idle carts, waits, daytime, a birthday, exits by an order. */
async function play(shop: Shop): Promise<string[]> {
  for (const [index, name] of ['anna', 'ben', 'cleo'].entries()) {
    const shopper = shop.shopper({ email: `${name}@example.com`, birthday: '1990-03-03' });
    await shopper.grants('email', 'marketing');
    await shop.advance('20m');
    await shopper.addsToCart({ productId: 'mug' });
    await shop.advance('20m');
    if (index === 1) await shopper.orders({ total: 100, currency: 'EUR' });
    const visitor = shop.shopper({ email: `${name}-looks@example.com` });
    await visitor.grants('email', 'marketing');
    await visitor.views({ productId: 'mug' });
  }
  await shop.advance('30h');
  return shop.outbox.mails().map(({ to, message, at }) => `${at} ${message} ${to}`);
}

test('a clock that jumps brings the same messages at the same times as one that goes in steps', async () => {
  const options = {
    ...{ now: '2026-03-02T12:00:00Z', flows: ['cart_recovery', 'birthday', 'post_purchase', 'browse_abandonment'] },
    products: [{ id: 'mug', title: 'Mug', url: 'https://shop.test/mug', price: 1_200, currency: 'EUR' }],
  };
  await using jumping = await newShop(options);
  const jumped = await play(jumping);
  // All that is due here is due at such a moment.
  await using stepping = await newShop(options, async ({ clock }) => new Date(clock.now().getTime() + 20 * minute));
  expect((await play(stepping)).sort()).toEqual(jumped.toSorted());
  expect(new Set(jumped.map((line) => line.split(' ')[1]))).toEqual(
    new Set(['cart_recovery', 'cart_recovery_second', 'birthday', 'post_purchase', 'browse_abandonment']),
  );
});

test('members of segments with relative dates change within the hour', async () => {
  await using shop = await newShop();
  const { id } = await shop.api.createSegment({
    body: {
      name: 'Lately seen',
      definition: {
        version: 1,
        filter: { kind: 'event', event: 'quiz_taken', period: { operator: 'within_last', amount: 3, unit: 'days' } },
      },
    },
  });
  await shop.publishMessage({
    ...{ key: 'miss', name: 'Miss', channel: 'email', category: 'marketing' },
    contents: { en: { subject: 'We miss you', body: '<mj-text>Hello</mj-text>' } },
  });
  await shop.publishFlow({
    name: 'Miss',
    definition: {
      version: 1,
      trigger: { kind: 'segment', segment: id, change: 'left' },
      steps: [{ id: 'miss', kind: 'send', message: 'miss' }],
    },
  });
  const anna = shop.shopper({ email: 'anna@example.com' });
  await anna.grants('email', 'marketing');
  await anna.does('quiz_taken');
  await shop.advance('71h');
  await anna.expectNoMessage('miss');
  await shop.advance('2h');
  await anna.expectMessage('miss');
});

test('durations are numbers with units', () => {
  expect(readDuration('59m')).toBe(59 * minute);
  expect(readDuration('1h 30m')).toBe(90 * minute);
  expect(readDuration('1w2d')).toBe(9 * 24 * 60 * minute);
  for (const wrong of ['', '5', 'm', '1.5h', '-1h', '1h later', '1 month'])
    expect(() => readDuration(wrong)).toThrow('is not a duration');
});
