import { endpoints } from '@beckon/contract';
import {
  authorize,
  type Claim,
  changeEmail,
  changePreferences,
  readPreferences,
  sendPreferencesLink,
} from '@beckon/core/preferences';
import { eraseOwner, exportOwnData } from '@beckon/core/privacy';
import { Hono } from 'hono';
import type { z } from 'zod';
import type { ApiDeps } from '../deps.ts';
import { addressPrefix } from '../http/client-address.ts';
import { readEvidence } from '../http/evidence.ts';
import { readForm } from '../http/form.ts';
import { checkOrigin, corsHeaders, requireSource } from '../http/keys.ts';
import { RateLimiter } from '../http/rate-limiter.ts';
import type { SourceDirectory } from '../http/source-directory.ts';

/** What shoppers want to get, for the page of the shop. Whoever asks is named in the body, so that no log keeps it. */
export function preferenceRoutes(deps: ApiDeps, directory: SourceDirectory): Hono {
  const app = new Hono();
  const perAddress = new RateLimiter(deps.ctx.clock, deps.limits?.subscribePerAddress ?? { perSecond: 0.5, burst: 30 });
  const { ctx } = deps;

  /** One call: its limit, its body, the source of its key, and an answer that nobody stores. */
  function call<S extends z.ZodType<{ key?: string | undefined }>>(
    { path, body, status }: { path: string; body: S; status: number },
    work: (
      input: z.infer<S>,
      claim: Claim & { source: NonNullable<Claim['source']> },
      request: Request,
    ) => Promise<object>,
  ): void {
    app.post(path, async (c) => {
      const request = c.req.raw;
      perAddress.take(addressPrefix(deps.clientAddress(request)) ?? 'unknown');
      const input = await readForm(request, body as never);
      const source = await requireSource(request, directory, (input as { key?: string }).key);
      const origin = checkOrigin(request, source);
      const answer = await work(input, { ...(input as object), source }, request);
      return Response.json(answer, {
        status,
        headers: { 'cache-control': 'no-store', 'referrer-policy': 'no-referrer', ...corsHeaders(origin) },
      });
    });
  }

  call(endpoints.readPreferences, async (_, claim) => readPreferences(ctx, await authorize(ctx, claim)));
  call(endpoints.changePreferences, (input, claim, request) =>
    changePreferences(ctx, claim, input.change, readEvidence(deps, request)),
  );
  call(endpoints.sendPreferencesLink, async (input, { source }, request) => {
    await sendPreferencesLink(ctx, source, input, readEvidence(deps, request));
    return { status: 'pending' };
  });
  call(endpoints.changeEmail, async (input, claim, request) => {
    await changeEmail(ctx, claim, input.newEmail, readEvidence(deps, request));
    return { status: 'pending' };
  });
  call(endpoints.exportOwnData, (_, claim) => exportOwnData(ctx, claim));
  call(endpoints.eraseOwnData, async (_, claim) => {
    await eraseOwner(ctx, claim);
    return { result: 'erased' };
  });
  return app;
}
