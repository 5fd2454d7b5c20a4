import type { ApiDeps } from '../deps.ts';
import { addressPrefix } from './client-address.ts';
import { RateLimiter } from './rate-limiter.ts';

const usual = { perSecond: 1, burst: 20 };

/**
 * Limits the failed attempts of a network (/24, /48): each unknown key that is looked up in the database, and each body
 * that is read for a key and holds no valid one. A valid key costs nothing. Secret keys in a header have a separate
 * budget, so that browsers in the same network cannot block a shop's server.
 */
export class KeyTries {
  readonly #deps: Pick<ApiDeps, 'clientAddress'>;
  readonly #wrong: RateLimiter;

  constructor(deps: Pick<ApiDeps, 'ctx' | 'limits' | 'clientAddress'>) {
    this.#deps = deps;
    this.#wrong = new RateLimiter(deps.ctx.clock, deps.limits?.wrongKeysPerNetwork ?? usual);
  }

  /**
   * Counts a key before it is looked up in the database.
   * @returns a function that takes the attempt back: the key was found, or could not be looked up
   * @throws DomainError `rate_limited`
   */
  take(request: Request, isSecret: boolean): () => void {
    const network = this.#networkOf(request);
    const caller = isSecret ? `${network} secret` : network;
    this.#wrong.take(caller);
    return () => this.#wrong.giveBack(caller);
  }

  /** Checks the budget before a body is read for its key. Counts nothing. @throws DomainError `rate_limited` */
  check(request: Request): void {
    this.#wrong.check(this.#networkOf(request));
  }

  /** Counts a body that was read and held no valid key. */
  charge(request: Request): void {
    this.#wrong.charge(this.#networkOf(request), 1);
  }

  #networkOf(request: Request): string {
    return addressPrefix(this.#deps.clientAddress(request)) ?? 'unknown';
  }
}
