import type { EndpointName, endpoints, ResponseOf } from '@beckon/contract';
import { apiErrorOf, unreachable } from './api-error.ts';
import { fillPath, type QueryValues, queryString } from './query-string.ts';

// The contract is used as types only: a path that is not in it does not compile, and its schemas stay out of the bundle.
type Table = typeof endpoints;
type NameOf<M extends 'get' | 'post', P> = {
  [N in EndpointName]: Table[N] extends { method: M; path: P } ? (Table[N]['path'] extends P ? N : never) : never;
}[EndpointName];
type PathOf<M extends 'get' | 'post'> = {
  [N in EndpointName]: Table[N] extends { method: M } ? Table[N]['path'] : never;
}[EndpointName];

type GetOptions = { params?: Record<string, string>; query?: QueryValues; signal?: AbortSignal };

/** Reads one endpoint of the contract with the session of the browser. Throws `ApiError`. */
export async function getJson<P extends PathOf<'get'>>(
  path: P,
  { params, query, signal }: GetOptions = {},
): Promise<ResponseOf<NameOf<'get', P>>> {
  const response = await send(fillPath(path, params) + queryString(query ?? {}), signal ? { signal } : {});
  return (await response.json()) as ResponseOf<NameOf<'get', P>>;
}

/** Calls one endpoint that changes something. The JSON content type is the server's check against other sites. */
export async function postJson<P extends PathOf<'post'>>(
  path: P,
  params: Record<string, string>,
  body: object = {},
): Promise<ResponseOf<NameOf<'post', P>>> {
  const headers = { 'content-type': 'application/json' };
  const response = await send(fillPath(path, params), { method: 'POST', headers, body: JSON.stringify(body) });
  return (await response.json()) as ResponseOf<NameOf<'post', P>>;
}

/** `fetch` that throws `ApiError` for everything but 2xx. */
export async function send(url: string, init: RequestInit): Promise<Response> {
  const headers = { accept: 'application/json', ...init.headers };
  const response = await fetch(url, { ...init, headers }).catch((error) => {
    throw unreachable(error);
  });
  if (!response.ok) throw await apiErrorOf(response);
  return response;
}
