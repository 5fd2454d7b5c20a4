import { endpoints, subscribeRequestSchema } from '@beckon/contract';
import { DomainError } from '@beckon/core/lib';
import { subscribe } from '@beckon/core/newsletter';
import { Hono } from 'hono';
import type { ApiDeps } from '../deps.ts';
import { addressPrefix } from '../http/client-address.ts';
import { readEvidence } from '../http/evidence.ts';
import { readInput } from '../http/input.ts';
import { checkOrigin, corsHeaders, requireSource } from '../http/keys.ts';
import { RateLimiter } from '../http/rate-limiter.ts';
import type { SourceDirectory } from '../http/source-directory.ts';

const largestBody = 16_000;

/** Newsletter sign-ups. The answer is the same whatever is known of the address. */
export function subscribeRoutes(deps: ApiDeps, directory: SourceDirectory): Hono {
  const app = new Hono();
  const perAddress = new RateLimiter(deps.ctx.clock, deps.limits?.subscribePerAddress ?? { perSecond: 0.5, burst: 30 });

  app.post(endpoints.subscribe.path, async (c) => {
    const request = c.req.raw;
    perAddress.take(addressPrefix(deps.clientAddress(request)) ?? 'unknown');
    const input = await readRequest(request);
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

async function readRequest(request: Request) {
  const input = await readInput(request, subscribeRequestSchema, largestBody);
  if (Object.values(input).some((value) => value?.includes('\0') || value?.isWellFormed() === false)) {
    throw new DomainError('validation_failed', 'a field holds characters that cannot be stored');
  }
  return input;
}
