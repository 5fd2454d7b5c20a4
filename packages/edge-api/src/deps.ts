import type { Source } from '@beckon/contract';
import type { AddressBook } from '@beckon/core/collect';
import type { Appender, Consumer } from '@beckon/core/log';
import type { Context } from '@beckon/core/ports';
import type { KnownSource } from '@beckon/core/sources';
import type { SignIn } from './admin/sign-in.ts';
import type { BodyBudget } from './http/body-budget.ts';
import type { MetricsAccess } from './http/health.ts';
import type { ApiMetrics } from './http/metrics.ts';

/** What the API needs from outside; put together once, in apps/server. */
export type ApiDeps = {
  ctx: Context;
  appender: Appender;
  /** Records visitors' networks; its creator has to flush it regularly. */
  addresses: AddressBook;
  consumers: readonly Consumer[];
  /** Whether this process runs them too: then it is not ready while they are stuck. */
  runsConsumers: boolean;
  signIn: SignIn;
  /** Where users open the admin app: scheme and host. */
  adminUrl: string;
  metrics: ApiMetrics;
  version: string;
  /** Whether answers are checked by the contract, as tests do. */
  checksAnswers?: boolean;
  /** Outside production collect tells developers which properties the event catalog does not name. */
  isDevelopment?: boolean;
  /** The address a request came from, as far as the configured proxies can be believed. */
  clientAddress(request: Request): string | null;
  /** Built browser files: tracker, widgets, admin app. Null when there is none at the path of the request. */
  asset(request: Request): Promise<Response | null>;
  /** Resolves when an event was stored, or after this many milliseconds. */
  untilStored(milliseconds: number): Promise<void>;
  limits?: Partial<RateLimits>;
  /** The room for bodies of requests under way; the usual one if left out. */
  bodies?: BodyBudget;
  /** Who may read `/metrics`; no one if left out. */
  metricsAccess?: MetricsAccess;
  /** Answers to forms with an address are sent at full steps of this many milliseconds; 100 by default. */
  answerStep?: number;
};

/** Requests per second, and how many may come at once. */
export type RateLimits = {
  /** Events of one source, by whichever door. */
  collectPerKey: { perSecond: number; burst: number };
  /** Events of browsers in one network, looked at before that; 10 kB of a batch as it is stored count as one request more. */
  collectPerAddress: { perSecond: number; burst: number };
  /** Keys of one network that are not found, in headers, queries or bodies. */
  wrongKeysPerNetwork: { perSecond: number; burst: number };
  /** What a page looks up. */
  lookupsPerNetwork: { perSecond: number; burst: number };
  /** Form calls of one network to one tenant; the same limit again for what people do about their own data. */
  formsPerNetwork: { perSecond: number; burst: number };
  /** The same from all networks together. */
  formsPerTenant: { perSecond: number; burst: number };
  /** Forms with an address in them: what comes beyond this has to prove more than that it was not sent at once. */
  unchallengedPerNetwork: { perSecond: number; burst: number };
  unchallengedPerTenant: { perSecond: number; burst: number };
  /** Of these, forms without scripts: what may prove itself by waiting. */
  scriptlessPerNetwork: { perSecond: number; burst: number };
};

export type { KnownSource, Source };
