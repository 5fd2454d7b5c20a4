import { collectLimits, endpoints, segmentCalls, segmentLimits } from '@beckon/contract';
import { DomainError } from '@beckon/core/lib';
import type { MiddlewareHandler } from 'hono';
import type { ApiDeps } from '../deps.ts';
import type { BodyBudget } from './body-budget.ts';
import { addressPrefix } from './client-address.ts';

/** Unpacked bytes of a body where nothing else is said: a form, the button of a link, a sign-in. */
const usual = 16_000;
/** Calls of the admin app and of servers. */
const ofApi = 64_000;

/** Bytes of a body with its length that are not counted: they cost its sender as much. */
const uncounted = 64_000;

/** The routes that need another limit. */
const ofRoute: ReadonlyMap<string, number> = new Map<string, number>([
  [endpoints.collect.path, collectLimits.bodyBytes],
  [endpoints.sendEvents.path, collectLimits.bodyBytes],
  ...Object.entries(segmentCalls)
    .flat()
    .map((name) => [`/v1/${name}`, segmentLimits.messageBytes] as const),
  ...['batch', 'import', 'b'].map((name) => [`/v1/${name}`, segmentLimits.batchBytes] as const),
  // A call with the most products, all of their texts long.
  [endpoints.putProducts.path, 4_000_000],
  [endpoints.setStock.path, 4_000_000],
]);

/** Unpacked bytes that a request to a path may have. */
function bodyLimitOf(path: string): number {
  return ofRoute.get(path) ?? (path.startsWith('/api/v1/') ? ofApi : usual);
}

/**
 * Bounds the body of every request, and unpacks it: however it comes, with its length, in chunks or as gzip, what reads
 * it gets at most the limit of its route, then a failure. The failure comes with the reading, so that keys and rates are
 * looked at first and the answer is made where all answers of the call are made. What was read counts against the budget
 * until the request is answered or broken off.
 * @param cameAs is told which request a bounded one was made of
 */
export function limitBodies(
  { clientAddress }: Pick<ApiDeps, 'clientAddress'>,
  cameAs: WeakMap<Request, Request>,
  budget: BodyBudget,
): MiddlewareHandler {
  return async (c, next) => {
    const request = c.req.raw;
    if (request.method === 'GET' || request.method === 'HEAD') return next();
    const limit = bodyLimitOf(c.req.path);
    const encoding = request.headers.get('content-encoding')?.trim().toLowerCase() ?? 'identity';
    const length = request.headers.get('content-length');
    const isShort = Number(length ?? 0) <= limit;
    // The server reads no more than the length that was said. This is the way of nearly all requests.
    if (length !== null && isShort && Number(length) <= uncounted && encoding === 'identity') return next();
    const { body } = request;
    if (!body) return next();

    const share = budget.open(addressPrefix(clientAddress(request)) ?? 'unknown');
    const headers = new Headers(request.headers);
    headers.delete('content-encoding');
    headers.delete('content-length');
    const bounded =
      encoding !== 'identity' && encoding !== 'gzip'
        ? failing(new DomainError('media_type_not_supported', 'content-encoding may be gzip, or left out'))
        : !isShort
          ? failing(tooLarge(limit))
          : encoding === 'gzip'
            ? upTo(
                body.pipeThrough(new DecompressionStream('gzip')),
                limit,
                share.take,
                new DomainError('bad_encoding', 'the body is not valid gzip'),
              )
            : upTo(body, limit, share.take, new DomainError('bad_request', 'the body ended early'));
    c.req.raw = new Request(request, { body: bounded, headers, duplex: 'half' } as RequestInit);
    cameAs.set(c.req.raw, request);
    try {
      await next();
    } finally {
      share.end();
    }
  };
}

/**
 * @param count is told the bytes that are handed on; what it throws ends the body
 * @param broken what a failure of the source becomes
 */
function upTo(
  source: ReadableStream<Uint8Array>,
  limit: number,
  count: (bytes: number) => void,
  broken: DomainError,
): ReadableStream<Uint8Array> {
  const reader = source.getReader();
  let size = 0;
  return new ReadableStream(
    {
      async pull(controller) {
        const { done, value } = await reader.read().catch(() => {
          throw broken;
        });
        if (done) return controller.close();
        size += value.byteLength;
        try {
          if (size > limit) throw tooLarge(limit);
          count(value.byteLength);
        } catch (error) {
          reader.cancel().catch(() => {});
          throw error;
        }
        controller.enqueue(value);
      },
      cancel: (reason) => reader.cancel(reason),
    },
    // Nothing is taken from the network before it is asked for.
    { highWaterMark: 0 },
  );
}

function failing(error: DomainError): ReadableStream<Uint8Array> {
  return new ReadableStream({ start: (controller) => controller.error(error) });
}

function tooLarge(limit: number): DomainError {
  return new DomainError('body_too_large', `the body is larger than ${limit} bytes unpacked`);
}
