import { createHash } from 'node:crypto';
import { encodeBase32, formatUuid, uuidv7Bytes } from '../lib/index.ts';
import type { Clock, Ids, Random } from '../ports/index.ts';

/** A clock that stands still until the test moves it. */
export class TestClock implements Clock {
  #now: number;
  #monotonic = 0;
  constructor(start = '2026-03-01T12:00:00Z') {
    this.#now = Date.parse(start);
  }
  now(): Date {
    return new Date(this.#now);
  }
  monotonic(): number {
    return this.#monotonic;
  }
  /** Lets time pass until then. An earlier time is a clock that was set back: no time passes. */
  set(time: string): void {
    const next = Date.parse(time);
    this.#monotonic += Math.max(0, next - this.#now);
    this.#now = next;
  }
  /** @param milliseconds forward */
  advance(milliseconds: number): void {
    this.#now += milliseconds;
    this.#monotonic += milliseconds;
  }
}

/** Ids that are the same in every run. */
export function createIds(clock: Clock): Ids {
  let made = 0;
  const bytes = () => createHash('sha256').update(`id ${made++}`).digest();
  return {
    newId: (prefix) => `${prefix}_${encodeBase32(uuidv7Bytes(clock.now().getTime(), bytes()))}`,
    newUuid: () => formatUuid(uuidv7Bytes(clock.now().getTime(), bytes())),
  };
}

/** Chance that is the same in every run. */
export function createRandom(): Random {
  let fraction = 0;
  let drawn = 0;
  return {
    fraction: () => (fraction = (fraction + 0.37) % 1),
    bytes: (length) =>
      new Uint8Array(createHash('shake256', { outputLength: length }).update(`chance ${drawn++}`).digest()),
  };
}
