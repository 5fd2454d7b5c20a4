import { endpoints, type SubscribeRequest, subscribeRequestSchema } from '@beckon/contract';
import { subscribe } from '@beckon/core/newsletter';
import { Hono } from 'hono';
import type { ApiDeps } from '../deps.ts';
import { addressPrefix } from '../http/client-address.ts';
import { readEvidence } from '../http/evidence.ts';
import { isPlainForm, readForm, readPlainForm } from '../http/form.ts';
import { checkOrigin, corsHeaders, requireSource } from '../http/keys.ts';
import { RateLimiter } from '../http/rate-limiter.ts';
import type { SourceDirectory } from '../http/source-directory.ts';
import { toFormPage } from './form-page.ts';

/** Newsletter sign-ups. The answer is the same whatever is known of the address. */
export function subscribeRoutes(deps: ApiDeps, directory: SourceDirectory): Hono {
  const app = new Hono();
  const perAddress = new RateLimiter(deps.ctx.clock, deps.limits?.subscribePerAddress ?? { perSecond: 0.5, burst: 30 });

  /** @param page the origin of the page, where the browser says it */
  async function signUp(request: Request, input: SubscribeRequest, page?: string | null): Promise<string | null> {
    const source = await requireSource(request, directory, input.key);
    const origin = checkOrigin(request, source, page);
    await subscribe(deps.ctx, source, input, readEvidence(deps, request));
    return origin;
  }

  app.post(endpoints.subscribe.path, async (c) => {
    const request = c.req.raw;
    const limit = () => perAddress.take(addressPrefix(deps.clientAddress(request)) ?? 'unknown');
    if (isPlainForm(request)) {
      return toFormPage(deps, async () => {
        limit();
        // Without scripts the widget is a form of the page itself, and older browsers send its page as Referer only.
        const referer = URL.parse(request.headers.get('referer') ?? '')?.origin ?? null;
        const input = await readPlainForm(request, subscribeRequestSchema);
        await signUp(request, input, request.headers.get('origin') ?? referer);
      });
    }
    limit();
    const origin = await signUp(request, await readForm(request, subscribeRequestSchema));
    return Response.json(
      { status: 'pending' },
      { status: 202, headers: { 'cache-control': 'no-store', ...corsHeaders(origin) } },
    );
  });
  return app;
}
