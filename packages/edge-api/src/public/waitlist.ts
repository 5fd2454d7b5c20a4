import { endpoints, joinWaitlistRequestSchema } from '@beckon/contract';
import { readAvailability } from '@beckon/core/catalog';
import { joinWaitlist } from '@beckon/core/waitlists';
import { Hono } from 'hono';
import { readQuery } from '../admin/query.ts';
import type { ApiDeps } from '../deps.ts';
import { addressPrefix } from '../http/client-address.ts';
import { readEvidence } from '../http/evidence.ts';
import { readForm } from '../http/form.ts';
import { checkOrigin, corsHeaders, requireSource } from '../http/keys.ts';
import { RateLimiter } from '../http/rate-limiter.ts';
import type { SourceDirectory } from '../http/source-directory.ts';

/** Wishes to be told when something is back, and whether it is sold out at all. */
export function waitlistRoutes(deps: ApiDeps, directory: SourceDirectory): Hono {
  const app = new Hono();
  const joins = new RateLimiter(deps.ctx.clock, deps.limits?.subscribePerAddress ?? { perSecond: 0.5, burst: 30 });
  const looks = new RateLimiter(deps.ctx.clock, deps.limits?.collectPerAddress ?? { perSecond: 100, burst: 400 });
  const from = (request: Request) => addressPrefix(deps.clientAddress(request)) ?? 'unknown';

  app.post(endpoints.joinWaitlist.path, async (c) => {
    const request = c.req.raw;
    joins.take(from(request));
    const input = await readForm(request, joinWaitlistRequestSchema);
    const source = await requireSource(request, directory, input.key);
    const origin = checkOrigin(request, source);
    await joinWaitlist(deps.ctx, source, input, readEvidence(deps, request));
    return Response.json(
      { status: 'pending' },
      { status: 202, headers: { 'cache-control': 'no-store', ...corsHeaders(origin) } },
    );
  });

  app.get(endpoints.readAvailability.path, async (c) => {
    const request = c.req.raw;
    looks.take(from(request));
    const source = await requireSource(request, directory);
    const origin = checkOrigin(request, source);
    const { productId, variantId } = readQuery(request, endpoints.readAvailability.query);
    const availability = await readAvailability(deps.ctx, source.tenantId, productId, variantId ?? '');
    return Response.json(availability, {
      headers: { 'cache-control': 'private, max-age=15', ...corsHeaders(origin) },
    });
  });
  return app;
}
