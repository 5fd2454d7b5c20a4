import type { Source } from '@beckon/contract';
import type { AnswerBook } from '@beckon/core/alerts';
import type { AddressBook } from '@beckon/core/collect';
import type { Appender, Consumer } from '@beckon/core/log';
import type { FetchBook } from '@beckon/core/messages';
import type { Context } from '@beckon/core/ports';
import type { KnownSource } from '@beckon/core/sources';
import type { SignIn } from './admin/sign-in.ts';
import type { BodyBudget } from './http/body-budget.ts';
import type { MetricsAccess } from './http/health.ts';
import type { ApiMetrics } from './http/metrics.ts';

/** External dependencies of the API; composed once, in apps/server. */
export type ApiDeps = {
  ctx: Context;
  appender: Appender;
  /** Records visitors' networks; its owner must flush it regularly. */
  addresses: AddressBook;
  /** Records requests for links and images of mails; its owner must flush it about once a second. */
  fetches: FetchBook;
  /** Records slow answers; its owner must flush it every few seconds. */
  answers: AnswerBook;
  consumers: readonly Consumer[];
  /** Whether this process runs the consumers too. Then it is not ready while they are stuck. */
  runsConsumers: boolean;
  signIn: SignIn;
  /** The origin of the admin app. */
  adminUrl: string;
  metrics: ApiMetrics;
  version: string;
  /** Whether responses are validated against the contract, as in tests. */
  checksAnswers?: boolean;
  /** Outside production, collect warns developers of properties that are not in the event catalog. */
  isDevelopment?: boolean;
  /** The client address of a request, determined with the configured proxies. */
  clientAddress(request: Request): string | null;
  /** Built browser files: tracker, widgets, admin app. Null if there is none at the path of the request. */
  asset(request: Request): Promise<Response | null>;
  /** Resolves when an event was stored, or after this many milliseconds. */
  untilStored(milliseconds: number): Promise<void>;
  limits?: Partial<RateLimits>;
  /** The limit for request bodies in memory; default if left out. */
  bodies?: BodyBudget;
  /** The access to `/metrics`; denied to all if left out. */
  metricsAccess?: MetricsAccess;
  /** Responses to forms with an address are sent at multiples of this many milliseconds; 100 by default. */
  answerStep?: number;
};

/** Requests per second, and the burst size. */
export type RateLimits = {
  /** Events of one source, over all endpoints. */
  collectPerKey: { perSecond: number; burst: number };
  /** Browser events of one network, checked first; each 10 kB of a stored batch counts as one more request. */
  collectPerAddress: { perSecond: number; burst: number };
  /** Unknown keys sent by one network, in headers, queries or bodies. */
  wrongKeysPerNetwork: { perSecond: number; burst: number };
  /** Requests by which a page reads data. */
  lookupsPerNetwork: { perSecond: number; burst: number };
  /**
   * Form calls of one network to one tenant. Calls about a person's own data have a separate limit of the same size.
   */
  formsPerNetwork: { perSecond: number; burst: number };
  /** The same for all networks together. */
  formsPerTenant: { perSecond: number; burst: number };
  /** Forms with an address. Beyond this limit, a challenge is required even if the form was open long enough. */
  unchallengedPerNetwork: { perSecond: number; burst: number };
  unchallengedPerTenant: { perSecond: number; burst: number };
  /** Of these, forms without scripts, for which waiting can replace the challenge. */
  scriptlessPerNetwork: { perSecond: number; burst: number };
};

export type { KnownSource, Source };
