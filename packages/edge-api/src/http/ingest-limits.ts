import type { KnownSource } from '@beckon/core/sources';
import type { ApiDeps, RateLimits } from '../deps.ts';
import { addressPrefix } from './client-address.ts';
import { RateLimiter } from './rate-limiter.ts';

const usual = {
  collectPerAddress: { perSecond: 200, burst: 2_000 },
  collectPerKey: { perSecond: 1_000, burst: 4_000 },
} satisfies Partial<RateLimits>;

/** Stored bytes of a batch that count as one more request of its network. */
const bytesPerRequest = 10_000;

/**
 * Limits all requests that bring events: the collect API and Segment's API share the same budgets, so that a second API
 * is no second allowance. Each network of browsers (/24, /48) has a budget, and each source has one.
 */
export class IngestLimits {
  readonly #deps: Pick<ApiDeps, 'clientAddress'>;
  readonly #perNetwork: RateLimiter;
  readonly #perSource: RateLimiter;

  constructor(deps: Pick<ApiDeps, 'ctx' | 'limits' | 'clientAddress'>) {
    this.#deps = deps;
    const limiter = (name: keyof typeof usual) => new RateLimiter(deps.ctx.clock, deps.limits?.[name] ?? usual[name]);
    this.#perNetwork = limiter('collectPerAddress');
    this.#perSource = limiter('collectPerKey');
  }

  /** Admits a request before its body is read. @throws DomainError `rate_limited` */
  admit(request: Request, source: KnownSource): void {
    // The network first: requests beyond a network's own budget do not use up the source's. A shop's servers are one
    // caller; only the budget of their source applies to them.
    if (source.kind === 'browser') this.#perNetwork.take(this.#networkOf(request));
    this.#perSource.take(source.id);
  }

  /**
   * Takes the size of a batch from the budget of its network. The budget may go below zero; later requests then wait.
   */
  charge(request: Request, source: KnownSource, bytes: number): void {
    if (source.kind === 'browser')
      this.#perNetwork.charge(this.#networkOf(request), Math.floor(bytes / bytesPerRequest));
  }

  #networkOf(request: Request): string {
    return addressPrefix(this.#deps.clientAddress(request)) ?? 'unknown';
  }
}
