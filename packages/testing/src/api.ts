import { createClient } from '@beckon/client';
import { AnswerBook } from '@beckon/core/alerts';
import { makeFormToken } from '@beckon/core/challenge';
import { AddressBook } from '@beckon/core/collect';
import { consumers } from '@beckon/core/consumers';
import type { Id } from '@beckon/core/lib';
import { Appender } from '@beckon/core/log';
import { FetchBook } from '@beckon/core/messages';
import type { Context } from '@beckon/core/ports';
import { type ApiDeps, type ApiMetrics, createApp } from '@beckon/edge-api';
import type { ShopKeys } from './set-up-shop.ts';

/** Limits are against floods, and count by a clock that stands still here. */
const unlimited = { perSecond: 1_000_000, burst: 1_000_000 };

const limits: Required<ApiDeps>['limits'] = {
  collectPerKey: unlimited,
  collectPerAddress: unlimited,
  wrongKeysPerNetwork: unlimited,
  lookupsPerNetwork: unlimited,
  formsPerNetwork: unlimited,
  formsPerTenant: unlimited,
  unchallengedPerNetwork: unlimited,
  unchallengedPerTenant: unlimited,
  scriptlessPerNetwork: unlimited,
};

/** A program of today that people read mails with. */
const browser =
  'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36';

/** The HTTP API of a shop, asked without a network. */
export type Api = ReturnType<typeof createApi>;

export function createApi(ctx: Context, metrics: ApiMetrics, keys: ShopKeys) {
  const fetches = new FetchBook();
  const app = createApp({
    ctx,
    appender: new Appender(ctx.db, { deadline: 30_000 }),
    addresses: new AddressBook(),
    fetches,
    answers: new AnswerBook(),
    consumers,
    runsConsumers: true,
    signIn: {
      handle: async () => new Response(null, { status: 404 }),
      userOf: async () => null,
      hashPassword: async () => {
        throw new Error('nobody signs in to a simulated shop');
      },
    },
    adminUrl: ctx.publicUrl,
    metrics,
    version: 'simulated',
    clientAddress: () => '203.0.113.7',
    asset: async () => null,
    untilStored: async () => {},
    limits,
    answerStep: 1,
  });
  const clientWith = (key: string) =>
    createClient({
      url: ctx.publicUrl,
      key,
      retries: 0,
      fetch: async (url, init) => app.request(String(url), init),
    });

  return {
    fetches,
    admin: clientWith(keys.apiKey),
    server: clientWith(keys.secretKey),
    page: clientWith(keys.writeKey),
    /** A token as a form has it that was open for two seconds. */
    formToken(tenantId: Id<'ten'>): string {
      const earlier = new Date(ctx.clock.now().getTime() - 2_000);
      return makeFormToken({ ...ctx, clock: { now: () => earlier } }, tenantId);
    },
    /** Opens a page of Beckon, as a shopper's browser would. @throws Error when it is refused */
    async open(url: string, init: RequestInit = {}): Promise<Response> {
      const answer = await app.request(url, { ...init, headers: { 'user-agent': browser, ...init.headers } });
      if (answer.status >= 400) throw new Error(`${init.method ?? 'GET'} ${url} was answered with ${answer.status}`);
      return answer;
    },
  };
}
