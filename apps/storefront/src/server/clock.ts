import { setTimeout as timer } from 'node:timers/promises';

/** The shop's clock, which tests replace. */
export type Clock = {
  /** Milliseconds since 1970. */
  now(): number;
  /** Resolves after `ms`, or rejects as soon as the signal aborts. */
  wait(ms: number, signal: AbortSignal): Promise<void>;
  /** From 0 up to but not including 1, for jitter of retries. */
  random(): number;
};

export const systemClock: Clock = {
  now: () => Date.now(),
  wait: (ms, signal) => timer(ms, undefined, { signal, ref: false }),
  random: () => Math.random(),
};
