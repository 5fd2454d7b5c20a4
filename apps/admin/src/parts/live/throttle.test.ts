import { expect, it, vi } from 'vitest';
import { throttle } from './throttle.ts';

it('a burst runs once at its start and once at its end', () => {
  vi.useFakeTimers();
  const run = vi.fn();
  const { call, stop } = throttle(run, 1_000);
  for (let i = 0; i < 50; i++) call();
  expect(run).toHaveBeenCalledTimes(1);
  vi.advanceTimersByTime(1_000);
  expect(run).toHaveBeenCalledTimes(2);
  vi.advanceTimersByTime(10_000);
  expect(run).toHaveBeenCalledTimes(2);
  stop();
  vi.useRealTimers();
});
