import {
  endpoints,
  pushRefreshRequestSchema,
  pushSubscribeRequestSchema,
  pushUnsubscribeRequestSchema,
} from '@beckon/contract';
import type { KnownSource } from '@beckon/core/access';
import { refreshPush, subscribePush, unsubscribePush } from '@beckon/core/push';
import { Hono } from 'hono';
import type { z } from 'zod';
import type { ApiDeps } from '../deps.ts';
import { addressPrefix } from '../http/client-address.ts';
import { readEvidence } from '../http/evidence.ts';
import { readForm } from '../http/form.ts';
import { checkOrigin, corsHeaders, requireSource } from '../http/keys.ts';
import { RateLimiter } from '../http/rate-limiter.ts';
import type { SourceDirectory } from '../http/source-directory.ts';

type Input = Record<string, unknown> & { key?: string | undefined };

/** Push subscriptions of browsers. */
export function pushRoutes(deps: ApiDeps, directory: SourceDirectory): Hono {
  const app = new Hono();
  const changes = new RateLimiter(deps.ctx.clock, deps.limits?.subscribePerAddress ?? { perSecond: 0.5, burst: 30 });
  const looks = new RateLimiter(deps.ctx.clock, deps.limits?.collectPerAddress ?? { perSecond: 100, burst: 400 });
  const from = (request: Request) => addressPrefix(deps.clientAddress(request)) ?? 'unknown';

  app.get(endpoints.readPushKey.path, async (c) => {
    const request = c.req.raw;
    looks.take(from(request));
    const origin = checkOrigin(request, await requireSource(request, directory));
    return Response.json(
      { publicKey: deps.ctx.adapters.push.publicKey },
      { headers: { 'cache-control': 'public, max-age=3600', ...corsHeaders(origin) } },
    );
  });

  /** A call that a page makes about its own subscription. */
  const onPost = <S extends z.ZodType<Input>>(
    path: string,
    schema: S,
    limiter: RateLimiter,
    work: (source: KnownSource, input: z.infer<S>, request: Request) => Promise<object>,
  ) =>
    app.post(path, async (c) => {
      const request = c.req.raw;
      limiter.take(from(request));
      const input = await readForm(request, schema);
      const source = await requireSource(request, directory, input.key);
      const origin = checkOrigin(request, source);
      const answer = await work(source, input, request);
      return Response.json(answer, { headers: { 'cache-control': 'no-store', ...corsHeaders(origin) } });
    });

  onPost(endpoints.subscribePush.path, pushSubscribeRequestSchema, changes, async (source, input, request) => {
    await subscribePush(deps.ctx, source, input, readEvidence(deps, request));
    return { status: 'subscribed' };
  });
  onPost(endpoints.refreshPush.path, pushRefreshRequestSchema, looks, (source, input) =>
    refreshPush(deps.ctx, source.tenantId, input),
  );
  onPost(endpoints.unsubscribePush.path, pushUnsubscribeRequestSchema, changes, async (source, input, request) => {
    await unsubscribePush(deps.ctx, source.tenantId, input.endpoint, readEvidence(deps, request));
    return { status: 'unsubscribed' };
  });
  return app;
}
