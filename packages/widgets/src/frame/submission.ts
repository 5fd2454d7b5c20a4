import { pageTracker } from './page-tracker.ts';

/** Where a widget sends; left out, to where the page's tracker sends. */
export type Destination = { api?: string | undefined; writeKey?: string | undefined };

/** Why a submission was not accepted. `network_unavailable`: there was no answer, or a server error (5xx). */
export type Problem =
  | 'email_required'
  | 'email_invalid'
  | 'phone_invalid'
  | 'rate_limited'
  | 'challenge_failed'
  | 'network_unavailable'
  | 'not_configured';

/** `kept`: there is no connection, or none that carries; it is sent later. */
export type Outcome = 'success' | 'kept' | Problem;

/** The address of a call, with the public key. @example urlOf({}, 'subscribe') // 'https://…/v1/subscribe?key=pk_…' */
export function urlOf({ api, writeKey }: Destination, path: string): string {
  const tracker = pageTracker();
  return `${api ?? tracker.api}/v1/${path}?key=${writeKey ?? tracker.key}`;
}

/** Posts to a call. A text body and no header make it a simple request, which needs no preflight. */
export const send = (destination: Destination, path: string, request: unknown): Promise<Response> =>
  fetch(urlOf(destination, path), {
    method: 'POST',
    body: JSON.stringify(request),
    credentials: 'omit',
    // It goes on when the shopper does.
    keepalive: true,
    signal: AbortSignal.timeout(20_000),
  });
