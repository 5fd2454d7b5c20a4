import { setTimeout as pause } from 'node:timers/promises';
import { roleSchema } from '@beckon/contract';
import { AnswerBook } from '@beckon/core/alerts';
import { makeFormToken } from '@beckon/core/challenge';
import { AddressBook } from '@beckon/core/collect';
import { consumers } from '@beckon/core/consumers';
import type { Id } from '@beckon/core/lib';
import { Appender } from '@beckon/core/log';
import { FetchBook } from '@beckon/core/messages';
import { createTestContext, type TestContext, type TestTenant } from '@beckon/core/testing';
import type { Hono } from 'hono';
import { type ApiDeps, createApiMetrics, createApp } from '../index.ts';

/** What brings a mail to the address in it. */
const addressForms = new Set(['/v1/subscribe', '/v1/waitlist', '/v1/preferences/link']);

const generous = { perSecond: 1, burst: 100_000 };

export type TestApi = TestContext & {
  tenant: TestTenant;
  deps: ApiDeps;
  app: Hono;
  /**
   * Sends JSON to a public call with the write key, as the shop's page would: forms with an address bring a token that
   * is old enough, unless the body names one of its own.
   */
  post(path: string, body: unknown, headers?: Record<string, string>): Promise<Response>;
  /** A form token that is good by now. */
  formToken(tenantId?: string): string;
  /** Asks with an API key, as a server would. */
  get(path: string): Promise<Response>;
  /** Calls the API below `/api/v1` with an API key, and reads the JSON of the answer. */
  call<T>(method: string, path: string, body?: object): Promise<{ status: number; body: T }>;
  /** What was answered, and `code` of a problem. */
  codeOf(answer: Response): Promise<string>;
};

/**
 * The whole API on a database of its own, with one tenant. The cookie `user=<tenant id>` is a session; `role=<role>` beside it
 * says whose, an owner's without it.
 */
export async function createTestApi(given: Partial<ApiDeps> = {}): Promise<TestApi> {
  const context = await createTestContext({ maxConnections: 8 });
  const tenant = await context.newTenant();
  const deps: ApiDeps = {
    ctx: context.ctx,
    appender: new Appender((given.ctx ?? context.ctx).db),
    addresses: new AddressBook(),
    fetches: new FetchBook(),
    answers: new AnswerBook(),
    consumers,
    runsConsumers: true,
    signIn: {
      handle: async () => new Response(null, { status: 404 }),
      async userOf(request) {
        const cookie = request.headers.get('cookie') ?? '';
        const tenantId = /user=(\w+)/.exec(cookie)?.[1] as Id<'ten'> | undefined;
        const role = roleSchema.parse(/role=(\w+)/.exec(cookie)?.[1] ?? 'owner');
        return tenantId ? { id: 'user', tenantId, role, email: `${role}@shop.test` } : null;
      },
      hashPassword: async (password) => `hash of ${password}`,
    },
    adminUrl: 'https://admin.test',
    metrics: createApiMetrics(context.ctx),
    version: '1.2.3',
    clientAddress: () => '203.0.113.7',
    asset: async () => null,
    answerStep: 1,
    metricsAccess: 'open',
    checksAnswers: true,
    untilStored: (milliseconds) => pause(Math.min(milliseconds, 20)),
    ...given,
    limits: { unchallengedPerNetwork: generous, unchallengedPerTenant: generous, ...given.limits },
  };
  const formToken = (tenantId = tenant.id) => {
    const earlier = new Date(context.clock.now().getTime() - 2_000);
    return makeFormToken({ ...context.ctx, clock: { now: () => earlier } }, tenantId);
  };
  const app = createApp(deps);
  return {
    ...context,
    tenant,
    deps,
    app,
    formToken,
    post: async (path, body, headers = {}) =>
      app.request(`${path}?key=${tenant.writeKey}`, {
        method: 'POST',
        body:
          typeof body === 'string' || body instanceof Uint8Array
            ? (body as string)
            : JSON.stringify(addressForms.has(path) ? { formToken: formToken(), ...(body as object) } : body),
        headers: { 'content-type': 'application/json', ...headers },
      }),
    get: async (path) => app.request(path, { headers: { authorization: `Bearer ${tenant.apiKey}` } }),
    async call<T>(method: string, path: string, body?: object) {
      const answer = await app.request(`/api/v1${path}`, {
        method,
        headers: { authorization: `Bearer ${tenant.apiKey}`, 'content-type': 'application/json' },
        ...(body ? { body: JSON.stringify(body) } : {}),
      });
      return { status: answer.status, body: (await answer.json()) as T };
    },
    codeOf: async (answer) => ((await answer.json()) as { code: string }).code,
  };
}
