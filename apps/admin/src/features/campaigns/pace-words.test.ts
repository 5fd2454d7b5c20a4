import { expect, test } from 'vitest';
import { paceSummary } from './pace-words.ts';

test('the pace is said in one sentence', () => {
  const none = { window: null, throttle: null, warmUp: null, brake: null };
  expect(paceSummary({ ...none, brake: { bounces: 5, complaints: 0.3, minSent: 200 } })).toBe(
    'As fast as it can be sent; paused above 5 % bounces or 0.3 % complaints.',
  );
  expect(
    paceSummary({
      ...none,
      window: { from: '08:00', until: '20:00' },
      throttle: { max: 10_000, seconds: 3_600 },
      warmUp: { first: 500, growth: 50 },
    }),
  ).toBe(
    'Between 08:00 and 20:00; at most 10,000 messages within 1 h; 500 messages on the first day, then 50 % more each day; never paused by itself.',
  );
});
