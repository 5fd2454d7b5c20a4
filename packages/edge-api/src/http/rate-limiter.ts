import { DomainError } from '@beckon/core/lib';
import type { Clock } from '@beckon/core/ports';

type Bucket = { tokens: number; at: number };

/** Most callers remembered; the longest quiet ones are forgotten first. */
const remembered = 50_000;

/** A token bucket for each caller, in this process. */
export class RateLimiter {
  readonly #buckets = new Map<string, Bucket>();
  readonly #clock: Pick<Clock, 'monotonic'>;
  readonly #perSecond: number;
  readonly #burst: number;

  constructor(clock: Pick<Clock, 'monotonic'>, limit: { perSecond: number; burst: number }) {
    this.#clock = clock;
    this.#perSecond = limit.perSecond;
    this.#burst = limit.burst;
  }

  /** @throws DomainError `rate_limited`, with the seconds until the next try is let in */
  take(caller: string): void {
    const retryAfter = this.tryTake(caller);
    if (retryAfter > 0) throw new DomainError('rate_limited', 'too many requests, come again later', { retryAfter });
  }

  /** The seconds until the next try is let in; 0 if this one is. */
  tryTake(caller: string): number {
    const now = this.#clock.monotonic();
    const bucket = this.#buckets.get(caller) ?? { tokens: this.#burst, at: now };
    const tokens = Math.min(this.#burst, bucket.tokens + ((now - bucket.at) / 1_000) * this.#perSecond);
    // Set anew, so that the map's order is the order of last use.
    this.#buckets.delete(caller);
    this.#buckets.set(caller, { tokens: Math.max(0, tokens - 1), at: now });
    if (this.#buckets.size > remembered) this.#buckets.delete(this.#buckets.keys().next().value!);
    return tokens < 1 ? Math.ceil((1 - tokens) / this.#perSecond) : 0;
  }
}
