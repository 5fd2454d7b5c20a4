import { endpoints } from '@beckon/contract';
import { makeFormToken } from '@beckon/core/challenge';
import { Hono } from 'hono';
import type { ApiDeps } from '../deps.ts';
import type { FormLimits } from '../http/form-limits.ts';
import { checkOrigin, corsHeaders, requireSource } from '../http/keys.ts';
import type { SourceDirectory } from '../http/source-directory.ts';

/** The token that a form fetches when a shopper starts to type. Neither side stores it. */
export function formTokenRoutes(deps: ApiDeps, directory: SourceDirectory, limits: FormLimits): Hono {
  const app = new Hono();
  app.get(endpoints.readFormToken.path, async (c) => {
    const request = c.req.raw;
    limits.takeLookup(request);
    const source = await requireSource(request, directory);
    const origin = checkOrigin(request, source);
    return Response.json(
      { token: makeFormToken(deps.ctx, source.tenantId) },
      { headers: { 'cache-control': 'no-store', ...corsHeaders(origin) } },
    );
  });
  return app;
}
