import { endpoints } from '@beckon/contract';
import { readAvailability } from '@beckon/core/catalog';
import { joinWaitlist } from '@beckon/core/waitlists';
import { Hono } from 'hono';
import type { ApiDeps } from '../deps.ts';
import { readEvidence } from '../http/evidence.ts';
import type { FormAdmission } from '../http/form-admission.ts';
import { checkOrigin, corsHeaders, requireSource } from '../http/keys.ts';
import { readQuery } from '../http/query.ts';
import type { SourceDirectory } from '../http/source-directory.ts';
import { answerPage } from './page-call.ts';

/** Waitlists for products, and whether a product is sold out at all. */
export function waitlistRoutes(deps: ApiDeps, directory: SourceDirectory, admission: FormAdmission): Hono {
  const app = new Hono();
  app.post(
    endpoints.joinWaitlist.path,
    answerPage(
      directory,
      admission.limits,
      { endpoint: endpoints.joinWaitlist, admission },
      async (input, source, request) => {
        await joinWaitlist(deps.ctx, source, input, readEvidence(deps, request));
        return { status: 'pending' };
      },
    ),
  );

  app.get(endpoints.readAvailability.path, async (c) => {
    const request = c.req.raw;
    admission.limits.takeLookup(request);
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
