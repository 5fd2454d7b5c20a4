import { BeckonError } from '@beckon/client';

/**
 * `fetch` for requests outside the API, such as the development mailbox. Throws `BeckonError` unless the status is 2xx.
 */
export async function send(url: string, init: RequestInit): Promise<Response> {
  const headers = { accept: 'application/json', ...init.headers };
  const response = await fetch(url, { ...init, headers }).catch((cause: unknown) => {
    if (init.signal?.aborted) throw cause;
    throw new BeckonError('the server cannot be reached', { status: 0, code: 'network_unavailable', cause });
  });
  if (response.ok) return response;
  throw new BeckonError(`the server answered with status ${response.status}`, {
    status: response.status,
    code: `http_${response.status}`,
  });
}
