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
 * What may come in by all doors for events: our own and Segment's take from the same budgets, so that a second door is no
 * second allowance. A browser's network (/24, /48) has one, each source has one.
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

  /** Lets a request in before its body is read. @throws DomainError `rate_limited` */
  admit(request: Request, source: KnownSource): void {
    // The network first: what it sends beyond its own budget is not taken from everybody's. A shop's servers are one
    // caller; they have the budget of their source alone.
    if (source.kind === 'browser') this.#perNetwork.take(this.#networkOf(request));
    this.#perSource.take(source.id);
  }

  /** Takes what a batch comes to from the budget of its network, which has to make up for it later. */
  charge(request: Request, source: KnownSource, bytes: number): void {
    if (source.kind === 'browser')
      this.#perNetwork.charge(this.#networkOf(request), Math.floor(bytes / bytesPerRequest));
  }

  #networkOf(request: Request): string {
    return addressPrefix(this.#deps.clientAddress(request)) ?? 'unknown';
  }
}
