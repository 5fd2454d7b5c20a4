import type { ApiDeps, RateLimits } from '../deps.ts';
import { addressPrefix } from './client-address.ts';
import { RateLimiter } from './rate-limiter.ts';

/** Counts a request for the network it comes from. @throws DomainError `rate_limited` */
export type NetworkLimit = (request: Request) => void;

const usual = {
  /** What somebody does to a form or to their preferences. */
  subscribePerAddress: { perSecond: 0.5, burst: 30 },
  /** What a page looks up. */
  collectPerAddress: { perSecond: 100, burst: 400 },
} satisfies Partial<RateLimits>;

/** A limit of its own for each caller, by the network (/24, /48) of the request. */
export function limitByNetwork(deps: ApiDeps, name: keyof typeof usual): NetworkLimit {
  const limiter = new RateLimiter(deps.ctx.clock, deps.limits?.[name] ?? usual[name]);
  return (request) => limiter.take(addressPrefix(deps.clientAddress(request)) ?? 'unknown');
}
