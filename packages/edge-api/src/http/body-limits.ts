import { pipeline, Readable } from 'node:stream';
import { createGunzip } from 'node:zlib';
import { bounceLimits, collectLimits, endpoints, segmentCalls, segmentLimits } from '@beckon/contract';
import { DomainError } from '@beckon/core/lib';
import type { MiddlewareHandler } from 'hono';
import type { ApiDeps } from '../deps.ts';
import type { BodyBudget } from './body-budget.ts';
import { addressPrefix } from './client-address.ts';

/** Default limit in decompressed bytes: a form, the button of a link, a sign-in. */
const usual = 16_000;
/** Calls of the admin app and of servers. */
const ofApi = 64_000;
/** Texts of messages: a large body in each language. */
const ofMessages = 1_500_000;

/** A dry run with as many entries as it may have. */
const ofDryRuns = 400_000;

/** Bytes of a body with a Content-Length that are not counted: sending them costs the client as much. */
const uncounted = 64_000;

/** The routes with another limit. */
const ofRoute: ReadonlyMap<string, number> = new Map<string, number>([
  [endpoints.collect.path, collectLimits.bodyBytes],
  [endpoints.sendEvents.path, collectLimits.bodyBytes],
  ...Object.entries(segmentCalls)
    .flat()
    .map((name) => [`/v1/${name}`, segmentLimits.messageBytes] as const),
  ...['batch', 'import', 'b'].map((name) => [`/v1/${name}`, segmentLimits.batchBytes] as const),
  // A call with the maximum number of products, with all texts at their maximum length.
  [endpoints.putProducts.path, 4_000_000],
  [endpoints.setStock.path, 4_000_000],
  [endpoints.recordBounces.path, bounceLimits.bodyBytes],
  [endpoints.createMessage.path, ofMessages],
  [endpoints.putMessageBlocks.path, ofMessages],
]);

/** Maximum decompressed bytes of a request to a path. */
function bodyLimitOf(path: string): number {
  if (/^\/api\/v1\/messages\/\w+$/.test(path)) return ofMessages;
  if (/^\/api\/v1\/flows\/\w+\/dry-run$/.test(path)) return ofDryRuns;
  return ofRoute.get(path) ?? (path.startsWith('/api/v1/') ? ofApi : usual);
}

/**
 * Limits and decompresses the body of every request. Whether the body comes with a length, in chunks or as gzip, its
 * reader gets at most the limit of the route, then an error. The error occurs on reading, so that keys and rates are
 * checked first and the error is answered in the same place as all others of the call. Bytes read count against the
 * budget until the request is answered or aborted.
 * @param cameAs receives the original request of each limited one
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
    // The server reads no more than the given length. Nearly all requests take this branch.
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
            ? upTo(unpack(body), limit, share.take, new DomainError('bad_encoding', 'the body is not valid gzip'))
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
 * Not by DecompressionStream: in Node 24 it can throw outside any handler when its reader stops early, which would end
 * the process.
 */
async function* unpack(body: ReadableStream<Uint8Array>): AsyncGenerator<Uint8Array> {
  // A failure reaches the reader of the pieces.
  yield* pipeline(Readable.fromWeb(body), createGunzip(), () => {});
}

/**
 * @param count called with the bytes passed on; an error that it throws ends the body
 * @param broken turns a failure of the source into the error to throw
 */
function upTo(
  source: AsyncIterable<Uint8Array>,
  limit: number,
  count: (bytes: number) => void,
  broken: DomainError,
): ReadableStream<Uint8Array> {
  const pieces = source[Symbol.asyncIterator]();
  const stop = () => void Promise.resolve(pieces.return?.()).catch(() => {});
  let size = 0;
  return new ReadableStream(
    {
      async pull(controller) {
        const { done, value } = await pieces.next().catch(() => {
          throw broken;
        });
        if (done) return controller.close();
        size += value.byteLength;
        try {
          if (size > limit) throw tooLarge(limit);
          count(value.byteLength);
        } catch (error) {
          stop();
          throw error;
        }
        controller.enqueue(value);
      },
      cancel: stop,
    },
    // Nothing is read from the network before the reader asks for it.
    { highWaterMark: 0 },
  );
}

function failing(error: DomainError): ReadableStream<Uint8Array> {
  return new ReadableStream({ start: (controller) => controller.error(error) });
}

function tooLarge(limit: number): DomainError {
  return new DomainError('body_too_large', `the body is larger than ${limit} bytes unpacked`);
}
