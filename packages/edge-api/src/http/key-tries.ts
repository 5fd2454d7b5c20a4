import type { ApiDeps } from '../deps.ts';
import { addressPrefix } from './client-address.ts';
import { RateLimiter } from './rate-limiter.ts';

const usual = { perSecond: 1, burst: 20 };

/**
 * What a network (/24, /48) may try that turns out to hold no key of ours: each key that the database is asked for, and each
 * body that is read for the key in it. A key that is found costs nothing. Secret keys in a header have a budget of their own,
 * so that browsers of its network do not close the way to a shop's server.
 */
export class KeyTries {
  readonly #deps: Pick<ApiDeps, 'clientAddress'>;
  readonly #wrong: RateLimiter;

  constructor(deps: Pick<ApiDeps, 'ctx' | 'limits' | 'clientAddress'>) {
    this.#deps = deps;
    this.#wrong = new RateLimiter(deps.ctx.clock, deps.limits?.wrongKeysPerNetwork ?? usual);
  }

  /**
   * Counts a key before the database is asked for it.
   * @returns takes it back: the key was found, or could not be looked up
   * @throws DomainError `rate_limited`
   */
  take(request: Request, isSecret: boolean): () => void {
    const network = this.#networkOf(request);
    const caller = isSecret ? `${network} secret` : network;
    this.#wrong.take(caller);
    return () => this.#wrong.giveBack(caller);
  }

  /** Before a body is read for the key in it. Counts nothing. @throws DomainError `rate_limited` */
  check(request: Request): void {
    this.#wrong.check(this.#networkOf(request));
  }

  /** Counts a body that was read and held no key of ours. */
  charge(request: Request): void {
    this.#wrong.charge(this.#networkOf(request), 1);
  }

  #networkOf(request: Request): string {
    return addressPrefix(this.#deps.clientAddress(request)) ?? 'unknown';
  }
}
