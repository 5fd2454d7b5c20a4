import { setTimeout as pause } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { inStep } from './in-step.ts';

const step = 60;

async function timed(work: () => Promise<unknown>): Promise<number> {
  const begun = performance.now();
  await inStep(step, work).catch(() => {});
  return performance.now() - begun;
}

test('short work takes one step, whether it goes well or not', async () => {
  for (const work of [async () => 1, () => pause(20), () => Promise.reject(new Error('no'))]) {
    const took = await timed(work);
    expect(took).toBeGreaterThanOrEqual(step - 2);
    expect(took).toBeLessThan(2 * step);
  }
});

test('longer work takes full steps', async () => {
  expect(await timed(() => pause(step + 15))).toBeGreaterThanOrEqual(2 * step - 4);
});

test('what the work gave is given, and what it threw is thrown', async () => {
  expect(await inStep(1, async () => 7)).toBe(7);
  await expect(inStep(1, () => Promise.reject(new Error('no')))).rejects.toThrow('no');
});
