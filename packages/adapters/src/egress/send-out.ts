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
  /** Origins that may be anything, plain HTTP and loopback too: a service of ours beside us, in development. */
  localOrigins?: readonly string[];
  /** Milliseconds for everything together: name, connection, answer. */
  deadline?: number;
  /** The addresses of a name. */
  resolve?: (host: string) => Promise<string[]>;
};

/**
 * Why there is no answer. `refused`: we do not go there. `unreachable`: nothing has left us. `no_answer`: it may have
 * arrived.
 */
export class EgressFailure extends Error {
  override readonly name = 'EgressFailure';
  readonly kind: 'refused' | 'unreachable' | 'no_answer';

  constructor(kind: EgressFailure['kind'], reason: string) {
    super(reason);
    this.kind = kind;
  }
}

/** No settings of a proxy, no connection that somebody else opened: each request has one of its own. */
const agent = new Agent({ keepAlive: false });

const resolveAll = async (host: string) => (await lookup(host, { all: true, verbatim: true })).map((a) => a.address);

/**
 * The one way out for requests whose address came from data. HTTPS on port 443, to a name whose every address is
 * public; the connection goes to the addresses that were checked, so a name that changes its mind changes nothing.
 * Redirects are answers like others, and are not followed.
 * @throws EgressFailure
 */
export async function sendOut(request: OutgoingRequest, options: EgressOptions = {}): Promise<EgressAnswer> {
  const { deadline = 15_000, localOrigins = [], resolve = resolveAll } = options;
  const url = URL.parse(request.url);
  if (!url) throw new EgressFailure('refused', 'the address is none');
  const signal = AbortSignal.timeout(deadline);
  if (localOrigins.includes(url.origin)) return exchange(request, url, { signal });
  checkUrl(url, request.url);
  const addresses = await checkedAddresses(url.hostname, resolve, signal);
  return exchange(request, url, { signal, addresses });
}

function checkUrl(url: URL, given: string): void {
  const host = url.hostname;
  // What parsers read differently is no host of ours: the text has to say just what was parsed.
  const isPlain = /^[a-z0-9-]+(\.[a-z0-9-]+)+$/.test(host) && given.startsWith(`https://${url.host}/`);
  if (url.protocol !== 'https:') throw new EgressFailure('refused', 'only https is spoken');
  if (url.username !== '' || url.password !== '') throw new EgressFailure('refused', 'the address has a user');
  if (!isPlain || isIP(host) !== 0) throw new EgressFailure('refused', 'the address has no plain host name');
  if (url.port !== '') throw new EgressFailure('refused', 'the address has a port of its own');
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
    throw new EgressFailure('unreachable', 'the name is not known');
  });
  if (found.length === 0) throw new EgressFailure('unreachable', 'the name has no address');
  // One closed address among open ones is a trap, not a spare.
  if (!found.every(isPublicAddress)) throw new EgressFailure('refused', 'the name leads into a closed network');
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
      // Status and headers are the answer: of the body nothing is read, whatever its size.
      done({ status: response.statusCode!, headers: response.headers });
      response.destroy();
    });
    call.end(body);
  });
}

/** A resolver that knows only what was checked. */
function pin(addresses: readonly string[]): LookupFunction {
  const all = addresses.map((address) => ({ address, family: isIP(address) }));
  return (_host, options, callback) => {
    if (options.all) callback(null, all);
    else callback(null, all[0]!.address, all[0]!.family);
  };
}
