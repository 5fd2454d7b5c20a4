import { afterEach, expect, test, vi } from 'vitest';
import { padDuration } from './pad-duration.ts';

const step = 60;

/** The milliseconds after which the answer leaves. */
async function timed(work: () => Promise<unknown>): Promise<number> {
  vi.useFakeTimers();
  const begun = performance.now();
  let took: number | undefined;
  void padDuration(step, work)
    .catch(() => {})
    .then(() => {
      took = performance.now() - begun;
    });
  while (took === undefined) await vi.advanceTimersByTimeAsync(1);
  return took;
}

const pause = (milliseconds: number) => new Promise((resolve) => setTimeout(resolve, milliseconds));

afterEach(() => {
  vi.useRealTimers();
});

test('short work takes one step, whether it goes well or not', async () => {
  for (const work of [async () => 1, () => pause(20), () => Promise.reject(new Error('no'))]) {
    expect(await timed(work)).toBe(step);
  }
});

test('longer work takes full steps', async () => {
  expect(await timed(() => pause(step + 15))).toBe(2 * step);
});

test('the result of the work is returned, and its error is thrown', async () => {
  expect(await padDuration(1, async () => 7)).toBe(7);
  await expect(padDuration(1, () => Promise.reject(new Error('no')))).rejects.toThrow('no');
});
