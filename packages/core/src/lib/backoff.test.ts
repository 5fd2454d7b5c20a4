import fc from 'fast-check';
import { expect, test } from 'vitest';
import { retryDelay } from './backoff.ts';

const second = 1_000;
const minute = 60 * second;
const hour = 60 * minute;

test('the delays are 1, 2, 4, 8, 16, 32 s, 5 min, 30 min, 2 h, 5 h, 10 h, 10 h; then attempts end', () => {
  const waits = Array.from({ length: 14 }, (_, failures) => retryDelay(failures + 1, 0));
  expect(waits).toEqual([
    ...[1, 2, 4, 8, 16, 32].map((seconds) => seconds * second),
    5 * minute,
    30 * minute,
    2 * hour,
    5 * hour,
    10 * hour,
    10 * hour,
    null,
    null,
  ]);
});

test('jitter adds up to a fifth and never shortens a delay', () => {
  const fraction = fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true });
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 12 }), fraction, (failures, chance) => {
      const bare = retryDelay(failures, 0)!;
      const wait = retryDelay(failures, chance)!;
      expect(wait).toBeGreaterThanOrEqual(bare);
      expect(wait).toBeLessThanOrEqual(bare * 1.2 + 1);
    }),
  );
});

test('a vendor’s retry-after is obeyed between 1 s and 24 h, and never shortens a delay', () => {
  expect(retryDelay(1, 0, 90 * second)).toBe(90 * second);
  expect(retryDelay(1, 0, 0)).toBe(1 * second);
  expect(retryDelay(1, 0, -5)).toBe(1 * second);
  expect(retryDelay(1, 0, 400 * hour)).toBe(24 * hour);
  expect(retryDelay(7, 0, 1 * second)).toBe(5 * minute);
  expect(retryDelay(13, 0, 1 * second)).toBeNull();
});
