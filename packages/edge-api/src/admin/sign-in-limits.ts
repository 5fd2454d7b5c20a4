import type { Clock } from '@beckon/core/ports';
import { addressPrefix } from '../http/client-address.ts';
import { RateLimiter } from '../http/rate-limiter.ts';

/** Tries at one account from one network (/24, /48): ten, then one in 20 seconds. */
const fromNetwork = { perSecond: 1 / 20, burst: 10 };
/** Tries at one account from all networks together: fifty, then one in two seconds. */
const atAccount = { perSecond: 1 / 2, burst: 50 };
/** What each network has left at an account whose common budget is used up: one, then one in two minutes. */
const inAnyCase = { perSecond: 1 / 120, burst: 1 };

/**
 * Limits password attempts by account, in addition to better-auth's limit by network. Budgets refill within minutes,
 * and an empty one does not lock everyone out: however many attempts others make, a network without attempts of its own
 * is let in. So attackers can slow an owner down but not lock them out; guesses from many networks are limited to one
 * in two minutes from each.
 */
export class SignInLimits {
  readonly #fromNetwork: RateLimiter;
  readonly #atAccount: RateLimiter;
  readonly #inAnyCase: RateLimiter;

  constructor(clock: Clock) {
    this.#fromNetwork = new RateLimiter(clock, fromNetwork);
    this.#atAccount = new RateLimiter(clock, atAccount);
    this.#inAnyCase = new RateLimiter(clock, inAnyCase);
  }

  /** Counts a try, whether there is such an account or not. @throws DomainError `rate_limited` */
  take(email: string, clientAddress: string | null): void {
    const account = email.trim().toLowerCase().slice(0, 320);
    const network = `${account} ${addressPrefix(clientAddress) ?? 'unknown'}`;
    this.#fromNetwork.take(network);
    if (this.#atAccount.tryTake(account) > 0) this.#inAnyCase.take(network);
  }
}
