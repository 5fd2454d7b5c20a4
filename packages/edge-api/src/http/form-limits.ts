import type { ApiDeps, RateLimits } from '../deps.ts';
import { addressPrefix } from './client-address.ts';
import { RateLimiter } from './rate-limiter.ts';

const usual = {
  lookupsPerNetwork: { perSecond: 100, burst: 400 },
  formsPerNetwork: { perSecond: 0.5, burst: 30 },
  formsPerTenant: { perSecond: 50, burst: 1_000 },
  unchallengedPerNetwork: { perSecond: 1 / 60, burst: 10 },
  unchallengedPerTenant: { perSecond: 2, burst: 300 },
  scriptlessPerNetwork: { perSecond: 1 / 300, burst: 3 },
} satisfies Partial<RateLimits>;

/**
 * Limits the submissions of forms. All calls of a kind share the same budgets, so that a second call is no second
 * allowance: one budget for each network (/24, /48) and tenant, one for each tenant. There are two kinds, each with its
 * own limits: forms by which a shopper joins something, and what people do about their own data (preferences, their
 * links, export, erasure, ending push), which must stay available during a flood of the first kind.
 */
export class FormLimits {
  readonly #deps: Pick<ApiDeps, 'clientAddress'>;
  readonly #lookups: RateLimiter;
  readonly #perNetwork: RateLimiter;
  readonly #perTenant: RateLimiter;
  readonly #unchallengedPerNetwork: RateLimiter;
  readonly #unchallengedPerTenant: RateLimiter;
  readonly #scriptless: RateLimiter;

  constructor(deps: Pick<ApiDeps, 'ctx' | 'limits' | 'clientAddress'>) {
    this.#deps = deps;
    const limiter = (name: keyof typeof usual) => new RateLimiter(deps.ctx.clock, deps.limits?.[name] ?? usual[name]);
    this.#lookups = limiter('lookupsPerNetwork');
    this.#perNetwork = limiter('formsPerNetwork');
    this.#perTenant = limiter('formsPerTenant');
    this.#unchallengedPerNetwork = limiter('unchallengedPerNetwork');
    this.#unchallengedPerTenant = limiter('unchallengedPerTenant');
    this.#scriptless = limiter('scriptlessPerNetwork');
  }

  /**
   * Counts a look-up of a page, and every form before it is read, when its sender is not known yet.
   * @throws DomainError `rate_limited`
   */
  takeLookup(request: Request): void {
    this.#lookups.take(this.#networkOf(request));
  }

  /** Counts a submission of a form or of preferences. @throws DomainError `rate_limited` */
  takeForm(request: Request, tenantId: string): void {
    // The network first: requests beyond a network's own budget do not use up the shared one.
    this.#perNetwork.take(`${tenantId} ${this.#networkOf(request)}`);
    this.#perTenant.take(tenantId);
  }

  /**
   * Whether many forms with an address were submitted recently, from this network or for this tenant. Counts this one.
   */
  isBusy(request: Request, tenantId: string): boolean {
    const network = this.#unchallengedPerNetwork.tryTake(`${tenantId} ${this.#networkOf(request)}`);
    return this.#unchallengedPerTenant.tryTake(tenantId) > 0 || network > 0;
  }

  /** Whether this network may still pass by waiting instead of solving a challenge. Counts this one. */
  mayWait(request: Request, tenantId: string): boolean {
    return this.#scriptless.tryTake(`${tenantId} ${this.#networkOf(request)}`) === 0;
  }

  #networkOf(request: Request): string {
    return addressPrefix(this.#deps.clientAddress(request)) ?? 'unknown';
  }
}
