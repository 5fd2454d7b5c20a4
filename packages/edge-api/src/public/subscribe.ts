import { endpoints, subscribeRequestSchema } from '@beckon/contract';
import { subscribe } from '@beckon/core/newsletter';
import { Hono } from 'hono';
import type { ApiDeps } from '../deps.ts';
import { addressPrefix } from '../http/client-address.ts';
import { readEvidence } from '../http/evidence.ts';
import { readForm } from '../http/form.ts';
import { checkOrigin, corsHeaders, requireSource } from '../http/keys.ts';
import { RateLimiter } from '../http/rate-limiter.ts';
import type { SourceDirectory } from '../http/source-directory.ts';

/** Newsletter sign-ups. The answer is the same whatever is known of the address. */
export function subscribeRoutes(deps: ApiDeps, directory: SourceDirectory): Hono {
  const app = new Hono();
  const perAddress = new RateLimiter(deps.ctx.clock, deps.limits?.subscribePerAddress ?? { perSecond: 0.5, burst: 30 });

  app.post(endpoints.subscribe.path, async (c) => {
    const request = c.req.raw;
    perAddress.take(addressPrefix(deps.clientAddress(request)) ?? 'unknown');
    const input = await readForm(request, subscribeRequestSchema);
    const source = await requireSource(request, directory, input.key);
    const origin = checkOrigin(request, source);
    await subscribe(deps.ctx, source, input, readEvidence(deps, request));
    return Response.json(
      { status: 'pending' },
      { status: 202, headers: { 'cache-control': 'no-store', ...corsHeaders(origin) } },
    );
  });
  return app;
}
