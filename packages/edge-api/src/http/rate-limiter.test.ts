import { DomainError } from '@beckon/core/lib';
import { TestClock } from '@beckon/core/testing';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { RateLimiter } from './rate-limiter.ts';

test('a clock that is set back gives and takes nothing', () => {
  const clock = new TestClock('2026-03-01T12:00:00Z');
  const limiter = new RateLimiter(clock, { perSecond: 1, burst: 1 });
  expect(limiter.tryTake('caller')).toBe(0);
  clock.set('2026-03-01T11:00:00Z');
  expect(limiter.tryTake('caller')).toBe(1);
  clock.advance(1_000);
  expect(limiter.tryTake('caller')).toBe(0);
});

test('in any period, at most the burst plus the rate are accepted', () => {
  const steps = fc.array(fc.record({ wait: fc.integer({ min: 0, max: 900 }), calls: fc.integer({ min: 1, max: 4 }) }), {
    minLength: 1,
    maxLength: 30,
  });
  fc.assert(
    fc.property(steps, fc.integer({ min: 1, max: 5 }), fc.integer({ min: 1, max: 6 }), (series, perSecond, burst) => {
      const clock = new TestClock();
      const limiter = new RateLimiter(clock, { perSecond, burst });
      const passed: number[] = [];
      for (const { wait, calls } of series) {
        clock.advance(wait);
        for (let call = 0; call < calls; call++) {
          try {
            limiter.take('caller');
            passed.push(clock.now().getTime());
          } catch (error) {
            expect(error).toMatchObject({ code: 'rate_limited' });
            expect((error as DomainError).retryAfter).toBeGreaterThanOrEqual(1);
          }
        }
      }
      passed.forEach((start, first) => {
        passed.slice(first).forEach((end, later) => {
          expect(later + 1).toBeLessThanOrEqual(burst + ((end - start) / 1_000) * perSecond + 1e-6);
        });
      });
    }),
    { numRuns: 200 },
  );
});

test('a caller who waits as long as requested is accepted', () => {
  const clock = new TestClock();
  const limiter = new RateLimiter(clock, { perSecond: 0.1, burst: 2 });
  for (let round = 0; round < 5; round++) {
    try {
      for (;;) limiter.take('caller');
    } catch (error) {
      clock.advance((error as DomainError).retryAfter! * 1_000);
      expect(() => limiter.take('caller')).not.toThrow();
    }
  }
});

test('callers do not share a limit, and a clock that goes back does not raise it', () => {
  const clock = new TestClock();
  const limiter = new RateLimiter(clock, { perSecond: 1, burst: 1 });
  limiter.take('a');
  limiter.take('b');
  expect(() => limiter.take('a')).toThrow(DomainError);
  clock.set('2026-03-01T11:00:00Z');
  expect(() => limiter.take('a')).toThrow(DomainError);
  clock.advance(1_000);
  expect(() => limiter.take('a')).not.toThrow();
});
