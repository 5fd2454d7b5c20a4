import { attributionModels, type TouchChannel } from '@beckon/contract';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { creditTouches, splitAmount, weightsOf } from './split-credit.ts';

const day = 24 * 60 * 60_000;
const placedAt = new Date('2026-02-10T12:00:00Z');
const touch = (daysBefore: number, channel: TouchChannel = 'email') => ({
  at: new Date(placedAt.getTime() - daysBefore * day),
  channel,
});
const netOf = (model: (typeof attributionModels)[number], touches: ReturnType<typeof touch>[], net = 10_000) =>
  creditTouches(touches, { placedAt, net, refunded: 0 }).map((share) => share[model].net);

test('first and last give everything to one touchpoint, and last non-direct passes over direct visits', () => {
  const touches = [touch(4), touch(3), touch(1, 'direct')];
  expect(netOf('first', touches)).toEqual([10_000, 0, 0]);
  expect(netOf('last', touches)).toEqual([0, 0, 10_000]);
  expect(netOf('last_non_direct', touches)).toEqual([0, 10_000, 0]);
  expect(netOf('last_non_direct', [touch(2, 'direct'), touch(1, 'direct')])).toEqual([0, 10_000]);
});

test('linear gives equal shares, and the units that are left to the earlier touchpoints', () => {
  expect(netOf('linear', [touch(3), touch(2), touch(1)], 100)).toEqual([34, 33, 33]);
  expect(netOf('linear', [touch(3), touch(2), touch(1)], 2)).toEqual([1, 1, 0]);
});

test('position gives 40, 20 and 40 percent; one touchpoint gets all, two get halves', () => {
  expect(netOf('position', [touch(1)])).toEqual([10_000]);
  expect(netOf('position', [touch(2), touch(1)])).toEqual([5_000, 5_000]);
  expect(netOf('position', [touch(3), touch(2), touch(1)])).toEqual([4_000, 2_000, 4_000]);
  expect(netOf('position', [touch(4), touch(3), touch(2), touch(1)])).toEqual([4_000, 1_000, 1_000, 4_000]);
});

test('time decay halves a share for every seven days', () => {
  expect(netOf('time_decay', [touch(14), touch(7), touch(0)], 7_000)).toEqual([1_000, 2_000, 4_000]);
});

const touches = fc
  .array(fc.record({ age: fc.integer({ min: 0, max: 90 * day }), isDirect: fc.boolean() }), {
    minLength: 1,
    maxLength: 40,
  })
  .map((list) =>
    list.toSorted((a, b) => b.age - a.age).map(({ age, isDirect }) => touch(age / day, isDirect ? 'direct' : 'email')),
  );

test('in every model the shares add up to the amount exactly, and none is negative or off by a whole unit', () => {
  fc.assert(
    fc.property(touches, fc.maxSafeNat(), fc.nat(1_000_000), (given, net, refunded) => {
      const shares = creditTouches(given, { placedAt, net, refunded });
      for (const model of attributionModels) {
        const sum = (part: 'net' | 'refunded') =>
          shares.reduce((total, share) => total + BigInt(share[model][part]), 0n);
        expect([sum('net'), sum('refunded')]).toEqual([BigInt(net), BigInt(refunded)]);
        const weights = weightsOf(model, given, placedAt);
        const whole = weights.reduce((total, weight) => total + weight, 0n);
        for (const [place, share] of splitAmount(refunded, weights).entries()) {
          expect(share).toBeGreaterThanOrEqual(0);
          const difference = BigInt(share) * whole - BigInt(refunded) * weights[place]!;
          expect(difference < whole && difference > -whole).toBe(true);
        }
      }
    }),
    { numRuns: 200 },
  );
});
