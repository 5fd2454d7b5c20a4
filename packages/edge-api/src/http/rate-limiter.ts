import { DomainError } from '@beckon/core/lib';
import type { Clock } from '@beckon/core/ports';
import { LRUCache } from 'lru-cache';

type Bucket = { tokens: number; at: number };

/** Maximum callers remembered; those inactive longest are dropped first. */
const remembered = 50_000;

/** A token bucket for each caller, in this process. */
export class RateLimiter {
  readonly #buckets = new LRUCache<string, Bucket>({ max: remembered });
  readonly #clock: Pick<Clock, 'monotonic'>;
  readonly #perSecond: number;
  readonly #burst: number;

  constructor(clock: Pick<Clock, 'monotonic'>, limit: { perSecond: number; burst: number }) {
    this.#clock = clock;
    this.#perSecond = limit.perSecond;
    this.#burst = limit.burst;
  }

  /** @throws DomainError `rate_limited`, with the seconds until the next attempt is allowed */
  take(caller: string): void {
    refuse(this.tryTake(caller));
  }

  /** Checks without taking a token. @throws DomainError `rate_limited` where `take` would */
  check(caller: string): void {
    refuse(this.#wait(this.#fill(caller)));
  }

  /** The seconds until the next attempt is allowed; 0 if it is allowed now. */
  tryTake(caller: string): number {
    const tokens = this.#fill(caller);
    this.#keep(caller, tokens < 1 ? Math.min(0, tokens) : tokens - 1);
    return this.#wait(tokens);
  }

  /** Returns the token of a call that should not have counted. */
  giveBack(caller: string): void {
    this.#keep(caller, Math.min(this.#burst, this.#fill(caller) + 1));
  }

  /** Takes more tokens for an admitted call once its cost is known: at most a whole burst of debt. */
  charge(caller: string, tokens: number): void {
    if (tokens > 0) this.#keep(caller, Math.max(-this.#burst, this.#fill(caller) - tokens));
  }

  #fill(caller: string): number {
    const bucket = this.#buckets.get(caller);
    if (!bucket) return this.#burst;
    const passed = (this.#clock.monotonic() - bucket.at) / 1_000;
    return Math.min(this.#burst, bucket.tokens + passed * this.#perSecond);
  }

  #wait(tokens: number): number {
    return tokens < 1 ? Math.ceil((1 - tokens) / this.#perSecond) : 0;
  }

  #keep(caller: string, tokens: number): void {
    this.#buckets.set(caller, { tokens, at: this.#clock.monotonic() });
  }
}

function refuse(retryAfter: number): void {
  if (retryAfter > 0) throw new DomainError('rate_limited', 'too many requests, try again later', { retryAfter });
}
