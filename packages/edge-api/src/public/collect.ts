import { endpoints } from '@beckon/contract';
import { DomainError } from '@beckon/core/lib';
import { Hono } from 'hono';
import type { ApiDeps } from '../deps.ts';
import { readBody } from '../http/body.ts';
import { addressPrefix } from '../http/client-address.ts';
import { checkOrigin, corsHeaders, requireSource } from '../http/keys.ts';
import { RateLimiter } from '../http/rate-limiter.ts';
import type { SourceDirectory } from '../http/source-directory.ts';
import type { TakeIn } from '../http/take-in.ts';

/** Events in: from browsers with the write key, from servers with the secret key. */
export function collectRoutes(deps: ApiDeps, directory: SourceDirectory, takeIn: TakeIn): Hono {
  const app = new Hono();
  const perKey = new RateLimiter(deps.ctx.clock, deps.limits?.collectPerKey ?? { perSecond: 1_000, burst: 4_000 });
  const perAddress = new RateLimiter(
    deps.ctx.clock,
    deps.limits?.collectPerAddress ?? { perSecond: 200, burst: 2_000 },
  );

  async function store(request: Request, isServerCall: boolean): Promise<Response> {
    const source = await requireSource(request, directory);
    const origin = checkOrigin(request, source);
    if (isServerCall && source.kind === 'browser') throw new DomainError('secret_key_required');
    perKey.take(source.id);
    if (source.kind === 'browser') perAddress.take(addressPrefix(deps.clientAddress(request)) ?? 'unknown');
    const result = await takeIn(request, source, await readBody(request));
    return Response.json(result, { status: 202, headers: { 'cache-control': 'no-store', ...corsHeaders(origin) } });
  }

  app.post(endpoints.collect.path, (c) => store(c.req.raw, false));
  app.post(endpoints.sendEvents.path, (c) => store(c.req.raw, true));
  return app;
}
