import type { Context } from '@beckon/core/ports';
import type { TestClock } from '@beckon/core/testing/controlled';
import { nextDueAt } from '@beckon/core/testing/next-due';
import type { Work } from './work.ts';

/** Finds the next moment at which something may be due. */
export type NextMoment = (ctx: Context) => Promise<Date>;

/** Lets time pass from each moment at which something may be due to the next. */
export async function passUntil(
  ctx: Context,
  clock: TestClock,
  until: Date,
  work: Work,
  nextMoment: NextMoment = nextDueAt,
): Promise<void> {
  await work.settle();
  while (clock.now() < until) {
    const next = await nextMoment(ctx);
    clock.set((next < until ? next : until).toISOString());
    await work.tick();
  }
}
