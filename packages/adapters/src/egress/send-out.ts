import { lookup } from 'node:dns/promises';
import { request as requestHttp } from 'node:http';
import { Agent, request as requestHttps } from 'node:https';
import { isIP, type LookupFunction } from 'node:net';
import { isPublicAddress } from './addresses.ts';

export type OutgoingRequest = {
  method: 'POST';
  url: string;
  headers: Record<string, string>;
  body: Uint8Array;
};

export type EgressAnswer = { status: number; headers: Record<string, string | string[] | undefined> };

export type EgressOptions = {
  /** Origins without restrictions, including plain HTTP and loopback: for a local service in development. */
  localOrigins?: readonly string[];
  /** Total milliseconds for name resolution, connection and response. */
  deadline?: number;
  /** Resolves a name to its addresses. */
  resolve?: (host: string) => Promise<string[]>;
};

/**
 * Why there is no response. `refused`: the address is not allowed. `unreachable`: nothing was sent. `no_answer`: the
 * request may have arrived.
 */
export class EgressFailure extends Error {
  override readonly name = 'EgressFailure';
  readonly kind: 'refused' | 'unreachable' | 'no_answer';

  constructor(kind: EgressFailure['kind'], reason: string) {
    super(reason);
    this.kind = kind;
  }
}

/** No proxy settings and no shared connections: each request opens its own. */
const agent = new Agent({ keepAlive: false });

const resolveAll = async (host: string) => (await lookup(host, { all: true, verbatim: true })).map((a) => a.address);

/**
 * Makes every request whose address came from data. Only HTTPS on port 443, to a name whose addresses are all public;
 * the connection uses the checked addresses, so a name that resolves differently afterwards has no effect. Redirects
 * are returned like other responses, not followed.
 * @throws EgressFailure
 */
export async function sendOut(request: OutgoingRequest, options: EgressOptions = {}): Promise<EgressAnswer> {
  const { deadline = 15_000, localOrigins = [], resolve = resolveAll } = options;
  const url = URL.parse(request.url);
  if (!url) throw new EgressFailure('refused', 'the address is not a URL');
  const signal = AbortSignal.timeout(deadline);
  if (localOrigins.includes(url.origin)) return exchange(request, url, { signal });
  checkUrl(url, request.url);
  const addresses = await checkedAddresses(url.hostname, resolve, signal);
  return exchange(request, url, { signal, addresses });
}

function checkUrl(url: URL, given: string): void {
  const host = url.hostname;
  // Parsers may read the same text differently, so the text must match the parsed URL exactly.
  const isPlain = /^[a-z0-9-]+(\.[a-z0-9-]+)+$/.test(host) && given.startsWith(`https://${url.host}/`);
  if (url.protocol !== 'https:') throw new EgressFailure('refused', 'only https is allowed');
  if (url.username !== '' || url.password !== '')
    throw new EgressFailure('refused', 'the address contains a user name');
  if (!isPlain || isIP(host) !== 0)
    throw new EgressFailure('refused', 'the address does not contain a plain host name');
  if (url.port !== '') throw new EgressFailure('refused', 'the address contains a port');
}

async function checkedAddresses(
  host: string,
  resolve: (host: string) => Promise<string[]>,
  signal: AbortSignal,
): Promise<string[]> {
  const lapsed = new Promise<never>((_, reject) => {
    signal.addEventListener('abort', () => reject(new EgressFailure('unreachable', 'the name took too long')));
  });
  const found = await Promise.race([resolve(host), lapsed]).catch((error) => {
    if (error instanceof EgressFailure) throw error;
    throw new EgressFailure('unreachable', 'the name cannot be resolved');
  });
  if (found.length === 0) throw new EgressFailure('unreachable', 'the name has no address');
  // One private address among public ones is an attack, not an alternative.
  if (!found.every(isPublicAddress)) throw new EgressFailure('refused', 'the name resolves to a private network');
  return found;
}

function exchange(
  { method, headers, body }: OutgoingRequest,
  url: URL,
  { signal, addresses }: { signal: AbortSignal; addresses?: string[] },
): Promise<EgressAnswer> {
  return new Promise((done, fail) => {
    let isConnected = false;
    const options = {
      method,
      headers: { ...headers, 'content-length': String(body.byteLength) },
      signal,
      ...(addresses === undefined ? {} : { lookup: pin(addresses) }),
    };
    const call =
      url.protocol === 'https:'
        ? requestHttps(url, { ...options, agent })
        : requestHttp(url, { ...options, agent: false });
    call.on('socket', (socket) => {
      socket.once(url.protocol === 'https:' ? 'secureConnect' : 'connect', () => {
        isConnected = true;
      });
    });
    call.on('error', (error: NodeJS.ErrnoException) => {
      const code = signal.aborted ? 'took too long' : (error.code ?? 'broke off');
      fail(new EgressFailure(isConnected ? 'no_answer' : 'unreachable', code));
    });
    call.on('response', (response) => {
      // Only status and headers are read, not the body, whatever its size.
      done({ status: response.statusCode!, headers: response.headers });
      response.destroy();
    });
    call.end(body);
  });
}

/** A resolver that returns only the checked addresses. */
function pin(addresses: readonly string[]): LookupFunction {
  const all = addresses.map((address) => ({ address, family: isIP(address) }));
  return (_host, options, callback) => {
    if (options.all) callback(null, all);
    else callback(null, all[0]!.address, all[0]!.family);
  };
}
