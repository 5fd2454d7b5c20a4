import { segmentCalls } from '@beckon/contract';
import { DomainError } from '@beckon/core/lib';
import type { KnownSource } from '@beckon/core/sources';
import { Hono } from 'hono';
import type { ApiDeps } from '../deps.ts';
import { readEventBody } from '../http/body.ts';
import type { IngestLimits } from '../http/ingest-limits.ts';
import { checkOrigin, corsHeaders, findSource } from '../http/keys.ts';
import { toResponse } from '../http/problems.ts';
import type { ReceiveEvents } from '../http/receive-events.ts';
import type { SourceDirectory } from '../http/source-directory.ts';
import { openFailure, preflight } from './browser-access.ts';
import { readHeaderKey } from './header-key.ts';
import { mapMessage } from './map-message.ts';
import { readText } from './message.ts';
import { contextOf, messagesOf, parseBody } from './read-body.ts';
import { ShopCurrencies } from './shop-currencies.ts';
import { storeMessages } from './store-messages.ts';

const passing: ReadonlySet<string> = new Set(['rate_limited', 'overloaded', 'database_unavailable']);

const batches = ['batch', 'import', 'b'] as const;

/**
 * Segment's HTTP tracking API, so that its SDKs work unchanged when they are configured with our address. Registered
 * before the CORS rules of our own calls, since these SDKs send the key in a header that a preflight does not include.
 */
export function segmentRoutes(
  deps: ApiDeps,
  directory: SourceDirectory,
  limits: IngestLimits,
  receiveEvents: ReceiveEvents,
): Hono {
  const app = new Hono();
  const currencies = new ShopCurrencies(deps.ctx);

  function admit(request: Request, source: KnownSource): void {
    checkOrigin(request, source);
    limits.admit(request, source);
  }

  /** @param type of the message; undefined for a batch */
  async function receive(request: Request, type?: string): Promise<Response> {
    const headerKey = readHeaderKey(request);
    let source: KnownSource | null = null;
    try {
      // A caller without permission to send is refused before the body is read.
      if (headerKey !== null) {
        source = await findSource(request, directory, headerKey, true);
        admit(request, source);
      } else {
        directory.tries.check(request);
      }
      const text = await readEventBody(request);
      const body = parseBody(text);
      if (source === null) {
        // A secret key is accepted here: bodies, unlike URLs, are not logged.
        source = await findSource(request, directory, readText(body.writeKey) ?? null, true);
        admit(request, source);
      }
      const messages = type ? [body] : messagesOf(body);
      const options = {
        shopCurrency: await currencies.of(source.tenantId),
        newId: () => deps.ctx.ids.newUuid(),
        ...(type ? { type } : { sentAt: body.sentAt, context: contextOf(body, Buffer.byteLength(text)) }),
      };
      const mapped = messages.map((message) => mapMessage(message, options));
      await storeMessages((text) => receiveEvents(request, source!, text), mapped);
      return success(request);
    } catch (error) {
      if (headerKey === null && source === null && !isPassing(error)) directory.tries.charge(request);
      return openFailure(toResponse(error, deps.ctx.log), error, request.headers.get('origin'), source);
    }
  }

  for (const [type, short] of Object.entries(segmentCalls)) {
    for (const name of [type, short]) app.post(`/v1/${name}`, (c) => receive(c.req.raw, type));
  }
  for (const name of batches) app.post(`/v1/${name}`, (c) => receive(c.req.raw));
  // The browser SDK's metrics about itself: not used here, but an error would be written to the console.
  app.post('/v1/m', (c) => success(c.req.raw));
  for (const name of [...Object.entries(segmentCalls).flat(), ...batches, 'm']) {
    app.options(`/v1/${name}`, (c) => preflight(c.req.raw));
  }
  return app;
}

/** Whether an error does not depend on the request, so that the same request may succeed later. */
function isPassing(error: unknown): boolean {
  return !(error instanceof DomainError) || passing.has(error.code);
}

function success(request: Request): Response {
  return Response.json(
    { success: true },
    { headers: { 'cache-control': 'no-store', ...corsHeaders(request.headers.get('origin')) } },
  );
}
