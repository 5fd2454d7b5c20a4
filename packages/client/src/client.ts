import { BeckonError, readError } from './beckon-error.ts';
import { type Calls, calls } from './calls.ts';
import { newEventId } from './event-id.ts';
import { waitBefore } from './retry.ts';

/** The name of a call, as in the API reference. */
export type CallName = keyof Calls;

type Part<Name extends string, Value> = [Value] extends [undefined]
  ? { [K in Name]?: undefined }
  : Record<never, never> extends Value
    ? { [K in Name]?: Value }
    : { [K in Name]: Value };

/** What a call takes: the parts of its path, its query and its body, as far as it has them. */
export type CallInput<N extends CallName> = Part<'params', Calls[N]['params']> &
  Part<'query', Calls[N]['query']> &
  Part<'body', Calls[N]['body']> &
  KeyPart<N> & {
    /** Cancels the call. */
    signal?: AbortSignal;
  };

type KeyPart<N extends CallName> = (typeof calls)[N]['takesKey'] extends true
  ? {
      /**
       * For 24 hours, a call with the same key and body is answered as the first one, and not executed: 1 to 255 visible
       * ASCII characters. Give one that you have stored, such as the id of your own record, to be able to repeat a call after
       * your process has ended. Default: a new one for each call, which its retries share. Null sends none.
       */
      idempotencyKey?: string | null;
    }
  : { idempotencyKey?: undefined };

/** What a call answers. */
export type CallAnswer<N extends CallName> = Calls[N]['answer'];

type Call<N extends CallName> =
  Record<never, never> extends CallInput<N>
    ? (input?: CallInput<N>) => Promise<CallAnswer<N>>
    : (input: CallInput<N>) => Promise<CallAnswer<N>>;

/** A function for each call of the API. */
export type BeckonClient = { [N in CallName]: Call<N> };

export type ClientOptions = {
  /** Where the API is, such as `https://beckon.shop.example`. In the admin app's own page it may be empty. */
  url: string;
  /** An API key (`ak_…`) or the secret key of a source (`sk_…`). Left out, the browser's session counts. */
  key?: string;
  /** How often a call is sent again that failed for a while. Default: 3. */
  retries?: number;
  /** Milliseconds after which one attempt is given up. Default: 30,000. */
  timeout?: number;
  /** Takes the place of `fetch`. */
  fetch?: typeof fetch;
};

type Given = {
  params?: object;
  query?: object;
  body?: unknown;
  idempotencyKey?: string | null;
  signal?: AbortSignal;
};

/**
 * The calls of the API as functions over `fetch`.
 *
 * A call that fails for a while (no answer, 429, 5xx) is sent again where that changes nothing: reading calls, calls
 * that set a state, events, whose ids tell a repeat, and calls with an `Idempotency-Key`, which the client makes. Others
 * are sent again only when the server says that it has done nothing yet.
 * @throws TypeError for a key that cannot be one
 * @throws BeckonError from each call: for every answer that is not 2xx or not JSON, and when there is none
 * @example
 * const beckon = createClient({ url: 'https://beckon.shop.example', key: process.env.BECKON_API_KEY });
 * const { data } = await beckon.listContacts({ query: { 'orderCount.gte': 5 } });
 */
export function createClient(options: ClientOptions): BeckonClient {
  // `fetch` would quote the key in its error.
  if (options.key !== undefined && !/^[\x21-\x7e]*$/.test(options.key))
    throw new TypeError('the key holds characters that no key has, such as blanks or line breaks');
  const functions = Object.keys(calls).map((name) => [
    name,
    (given: Given = {}) => callWithRetries(options, name as CallName, given),
  ]);
  return Object.fromEntries(functions) as BeckonClient;
}

/** Milliseconds after which the server executes a call again whose execution was cut off: its lease of 30 s, and some more. */
const leaseOfKey = 35_000;

async function callWithRetries(options: ClientOptions, name: CallName, given: Given): Promise<unknown> {
  const { isRepeatable, takesKey } = calls[name];
  const { retries = 3 } = options;
  const isOwnKey = takesKey && given.idempotencyKey === undefined;
  // An id of an event is as good as any other unique value. Without retries, nothing would repeat it.
  const ownKey = isOwnKey && retries > 0 ? newEventId() : null;
  let idempotencyKey = takesKey ? (given.idempotencyKey ?? ownKey) : null;
  const inUseUntil = performance.now() + leaseOfKey;
  for (let attempt = 1; ; ) {
    try {
      return await send(options, name, { ...given, idempotencyKey });
    } catch (error) {
      if (!(error instanceof BeckonError) || attempt > retries) throw error;
      if (isOwnKey && idempotencyKey !== null && canDoWithoutKey(error, isRepeatable)) {
        idempotencyKey = null;
        continue;
      }
      const wait = waitBefore(attempt, error, isRepeatable || idempotencyKey !== null);
      if (wait === null) throw error;
      await pause(wait, given.signal);
      // An earlier attempt is still being executed, or was cut off.
      const isInUse = error.code === 'idempotency_key_in_use' && performance.now() < inUseUntil;
      if (!isInUse) attempt++;
    }
  }
}

/** Nothing was executed, or it may be executed again: the call is sent once more, without the key that the client made. */
function canDoWithoutKey({ code }: BeckonError, isRepeatable: boolean): boolean {
  return code === 'too_many_idempotency_keys' || (code === 'idempotency_answer_not_kept' && isRepeatable);
}

async function send(options: ClientOptions, name: CallName, given: Given): Promise<unknown> {
  const { params, query, body, idempotencyKey, signal } = given;
  const { method, path } = calls[name];
  const address = options.url.replace(/\/$/, '') + fillPath(path, params) + queryText(query);
  const timeout = AbortSignal.timeout(options.timeout ?? 30_000);
  const init: RequestInit = {
    method,
    // Followed, a redirect can carry the body to another host, and makes a GET of a POST.
    redirect: 'manual',
    signal: signal ? AbortSignal.any([signal, timeout]) : timeout,
    headers: {
      accept: 'application/json',
      // Also without a body: by it the server tells calls of its own pages from forms of other sites.
      ...(method === 'GET' ? {} : { 'content-type': 'application/json' }),
      ...(idempotencyKey == null ? {} : { 'idempotency-key': idempotencyKey }),
      ...(options.key ? { authorization: `Bearer ${options.key}` } : {}),
    },
    ...(method === 'GET' ? {} : { body: JSON.stringify(body ?? {}) }),
  };
  try {
    const response = await (options.fetch ?? fetch)(address, init);
    if (response.type === 'opaqueredirect' || (response.status >= 300 && response.status < 400)) {
      throw new BeckonError('the server redirects: give its own address as the url', {
        status: response.status,
        code: 'redirected',
      });
    }
    if (!response.ok) throw await readError(response);
    return readAnswer(response.status, await response.text());
  } catch (error) {
    if (error instanceof BeckonError || signal?.aborted) throw error;
    throw timeout.aborted
      ? new BeckonError('the server did not answer in time', { status: 0, code: 'timeout', cause: error })
      : new BeckonError('the server cannot be reached', { status: 0, code: 'network_unavailable', cause: error });
  }
}

/** @throws BeckonError for what a proxy answers in place of the server */
function readAnswer(status: number, text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new BeckonError('the answer is not JSON: it does not come from Beckon', {
      status,
      code: 'unexpected_answer',
      cause,
    });
  }
}

/** @throws TypeError also for dots: in an address, `..` is the folder above, which is that of another call */
function fillPath(path: string, params: object | undefined): string {
  return path.replaceAll(/\{(\w+)\}/g, (_, name: string) => {
    const value = (params as Record<string, string> | undefined)?.[name];
    if (value === undefined || value === '') throw new TypeError(`the path ${path} needs ${name}`);
    if (value === '.' || value === '..') throw new TypeError(`${name} of the path ${path} cannot be ${value}`);
    return encodeURIComponent(value);
  });
}

/** What is undefined, null or empty is left out. */
function queryText(query: object | undefined): string {
  const given = Object.entries(query ?? {}).filter(
    ([, value]) => value !== undefined && value !== null && value !== '',
  );
  return given.length === 0
    ? ''
    : `?${new URLSearchParams(given.map(([name, value]): [string, string] => [name, String(value)]))}`;
}

function pause(milliseconds: number, signal: AbortSignal | undefined): Promise<void> {
  return new Promise((resolve, reject) => {
    const cancel = () => {
      clearTimeout(timer);
      reject(signal?.reason);
    };
    const timer = setTimeout(() => {
      signal?.removeEventListener('abort', cancel);
      resolve();
    }, milliseconds);
    signal?.addEventListener('abort', cancel, { once: true });
    if (signal?.aborted) cancel();
  });
}
