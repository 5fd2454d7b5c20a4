import { endpoints } from '@beckon/contract';
import { DomainError } from '@beckon/core/lib';
import { Hono } from 'hono';
import { readEventBody } from '../http/body.ts';
import type { IngestLimits } from '../http/ingest-limits.ts';
import { checkOrigin, corsHeaders, requireSource } from '../http/keys.ts';
import type { ReceiveEvents } from '../http/receive-events.ts';
import type { SourceDirectory } from '../http/source-directory.ts';

/** Receives events: from browsers with the write key, from servers with the secret key. */
export function collectRoutes(directory: SourceDirectory, limits: IngestLimits, receiveEvents: ReceiveEvents): Hono {
  const app = new Hono();

  async function store(request: Request, isServerCall: boolean): Promise<Response> {
    const source = await requireSource(request, directory);
    const origin = checkOrigin(request, source);
    if (isServerCall && source.kind === 'browser') throw new DomainError('secret_key_required');
    limits.admit(request, source);
    const result = await receiveEvents(request, source, await readEventBody(request));
    return Response.json(result, { status: 202, headers: { 'cache-control': 'no-store', ...corsHeaders(origin) } });
  }

  app.post(endpoints.collect.path, (c) => store(c.req.raw, false));
  app.post(endpoints.sendEvents.path, (c) => store(c.req.raw, true));
  return app;
}
