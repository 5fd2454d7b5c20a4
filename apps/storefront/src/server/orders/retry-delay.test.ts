import { expect, test } from 'vitest';
import { readRetryAfter, retryDelay } from './retry-delay.ts';

const now = Date.parse('2026-11-21T12:00:00Z');

test('Retry-After is read as seconds and as a date', () => {
  expect(readRetryAfter('7', now)).toBe(7_000);
  expect(readRetryAfter('Sat, 21 Nov 2026 12:00:30 GMT', now)).toBe(30_000);
});

test('a missing, past, excessive or invalid Retry-After is ignored or limited', () => {
  expect(readRetryAfter(null, now)).toBeNull();
  expect(readRetryAfter('soon', now)).toBeNull();
  expect(readRetryAfter('Sat, 21 Nov 2026 11:00:00 GMT', now)).toBe(0);
  expect(readRetryAfter('999999999', now)).toBe(3_600_000);
});

test('each failure doubles the wait, up to a minute', () => {
  expect([1, 2, 3, 20].map((failures) => retryDelay(failures, null, 1))).toEqual([500, 1_000, 2_000, 60_000]);
  expect(retryDelay(3, null, 0)).toBe(1_000);
});
