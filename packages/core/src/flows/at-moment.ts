import type { AnyContext } from '../ports/index.ts';

/** A context whose clock stands at a moment. */
export const atMoment = <C extends AnyContext>(ctx: C, now: Date): C => ({
  ...ctx,
  clock: { now: () => now, monotonic: () => ctx.clock.monotonic() },
});
