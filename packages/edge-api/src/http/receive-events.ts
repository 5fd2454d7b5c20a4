import type { CollectResponse } from '@beckon/contract';
import { collectEvents, VisitorPace } from '@beckon/core/collect';
import type { KnownSource } from '@beckon/core/sources';
import type { ApiDeps } from '../deps.ts';
import { addressPrefix } from './client-address.ts';
import type { IngestLimits } from './ingest-limits.ts';

/** Stores the events of a request, with what the request shows about its browser. */
export type ReceiveEvents = (request: Request, source: KnownSource, body: string) => Promise<CollectResponse>;

/** The only way in for the events of all requests, so that all pass the same checks. */
export function createReceiveEvents(deps: ApiDeps, limits: IngestLimits): ReceiveEvents {
  const pace = new VisitorPace();
  return async (request, source, body) => {
    const result = await collectEvents(deps.ctx, deps.appender, source, body, {
      warns: deps.isDevelopment,
      userAgent: request.headers.get('user-agent'),
      ipPrefix: addressPrefix(deps.clientAddress(request)),
      addresses: deps.addresses,
      pace,
      charge: (bytes) => limits.charge(request, source, bytes),
    });
    deps.metrics.countEvents(result);
    return result;
  };
}
