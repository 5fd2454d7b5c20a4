import { endpoints } from '@beckon/contract';
import { DomainError } from '@beckon/core/lib';
import { mergeParticipants } from '@beckon/core/persons';
import { refreshPush, subscribePush, unsubscribePush } from '@beckon/core/push';
import { Hono } from 'hono';
import type { ApiDeps } from '../deps.ts';
import { readEvidence } from '../http/evidence.ts';
import type { FormLimits } from '../http/form-limits.ts';
import { checkOrigin, corsHeaders, requireSource } from '../http/keys.ts';
import type { SourceDirectory } from '../http/source-directory.ts';
import { answerPage } from './page-call.ts';

/** Push subscriptions of browsers. Ending one is a right of the shopper and uses the budget for such calls. */
export function pushRoutes(deps: ApiDeps, directory: SourceDirectory, limits: FormLimits, rights: FormLimits): Hono {
  const app = new Hono();

  app.get(endpoints.readPushKey.path, async (c) => {
    const request = c.req.raw;
    limits.takeLookup(request);
    const source = await requireSource(request, directory);
    const origin = checkOrigin(request, source);
    const sender = await deps.ctx.adapters.senderOf(source.tenantId, 'push');
    if (!sender) throw new DomainError('not_found', 'no platform is connected that sends push');
    return Response.json(
      { publicKey: sender.publicKey },
      { headers: { 'cache-control': 'public, max-age=3600', ...corsHeaders(origin) } },
    );
  });

  const { subscribePush: subscribing, refreshPush: refreshing, unsubscribePush: ending } = endpoints;
  app.post(
    subscribing.path,
    answerPage(directory, limits, { endpoint: subscribing }, async (input, source, request) => {
      await subscribePush(deps.ctx, source, input, readEvidence(deps, request), mergeParticipants);
      return { status: 'subscribed' };
    }),
  );
  app.post(
    refreshing.path,
    answerPage(directory, limits, { endpoint: refreshing, isLook: true }, (input, source, request) =>
      refreshPush(deps.ctx, source, input, readEvidence(deps, request), mergeParticipants),
    ),
  );
  app.post(
    ending.path,
    answerPage(directory, rights, { endpoint: ending }, async (input, source, request) => {
      await unsubscribePush(deps.ctx, source.tenantId, input.endpoint, readEvidence(deps, request));
      return { status: 'unsubscribed' };
    }),
  );
  return app;
}
