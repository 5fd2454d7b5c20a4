import type { IncomingEvent } from '@beckon/contract';
import { validateEvent } from '@beckon/core/collect';
import type { StoredEvent } from '@beckon/core/log';
import { testSecrets } from '@beckon/core/testing';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { pickWeighted, seededRandom } from './randomness.ts';
import { type SeedOptions, tellStories } from './shopping.ts';

const until = new Date('2026-03-01T12:00:00Z');
const options = (more: Partial<SeedOptions> = {}): SeedOptions => ({
  shoppers: 60,
  days: 30,
  seed: 7,
  until,
  products: [
    { id: 'lamp', title: 'Lamp', category: 'glow', variants: [{ id: 'lamp-s', price: 4_900 }] },
    {
      id: 'chair',
      title: 'Chair',
      category: 'sit',
      variants: [
        { id: 'chair-oak', price: 12_900 },
        { id: 'chair-ash', price: 11_900 },
      ],
    },
  ],
  ...more,
});
const tell = (more?: Partial<SeedOptions>) => [...tellStories(options(more))];

test('the same seed tells the same stories, another seed others', () => {
  expect(tell()).toEqual(tell());
  expect(tell({ seed: 8 })).not.toEqual(tell());
});

test('every event is one that the log takes, and none is in the future', () => {
  const seen = new Set<string>();
  for (const { browser, server } of tell()) {
    for (const [kind, events] of [
      ['browser', browser],
      ['server', server],
    ] as [StoredEvent['isTrusted'] extends boolean ? 'browser' | 'server' : never, IncomingEvent[]][]) {
      for (const event of events) {
        const checked = validateEvent(
          { secrets: testSecrets },
          event,
          { id: 'src_1', tenantId: 'ten_1', kind },
          {},
          until,
        );
        expect(checked).not.toHaveProperty('code');
        expect(Date.parse(event.occurredAt as string)).toBeLessThanOrEqual(until.getTime());
        seen.add(event.id);
      }
    }
  }
  const all = tell().flatMap(({ browser, server }) => [...browser, ...server]);
  expect(seen.size).toBe(all.length);
});

test('shoppers look before they buy, and orders add up', () => {
  const stories = tell({ shoppers: 300 });
  const orders = stories.flatMap(({ server }) => server.filter(({ type }) => type === 'placed_order'));
  expect(orders.length).toBeGreaterThan(20);
  expect(stories.some(({ server }) => server.length === 0)).toBe(true);
  expect(stories.some(({ subscribes }) => subscribes)).toBe(true);
  for (const { properties } of orders) {
    const { items, total } = properties as { items: { price: number; quantity: number }[]; total: number };
    expect(items.reduce((sum, item) => sum + item.price * item.quantity, 0)).toBe(total);
  }
});

test('a seeded chance is the same everywhere and lies between 0 and 1', () => {
  const random = seededRandom(1);
  expect([random(), random(), random()]).toEqual([0.6270739405881613, 0.002735721180215478, 0.5274470399599522]);
  fc.assert(
    fc.property(fc.integer(), (seed) => {
      const next = seededRandom(seed)();
      expect(next >= 0 && next < 1).toBe(true);
    }),
  );
});

test('what weighs nothing is never picked, and what weighs more is picked more', () => {
  const random = seededRandom(3);
  const counts = { a: 0, b: 0, c: 0 };
  for (let pick = 0; pick < 3_000; pick++) {
    counts[pickWeighted(random(), ['a', 'b', 'c'] as const, (item) => ({ a: 1, b: 0, c: 3 })[item])]++;
  }
  expect(counts.b).toBe(0);
  expect(counts.c / counts.a).toBeGreaterThan(2.5);
  expect(counts.c / counts.a).toBeLessThan(3.6);
});
