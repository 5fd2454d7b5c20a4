import type { Challenge } from '@beckon/contract';
import { type Destination, type Outcome, send } from '../frame/submission.ts';

/**
 * Posts what a form holds. Where the server wants something solved first, that is what comes back.
 * @example await post({ api: 'https://beckon.shop.example', writeKey: 'pk_demo' }, 'subscribe', request) // 'success'
 */
export async function post(destination: Destination, path: string, request: unknown): Promise<Outcome | Challenge> {
  try {
    const answer = await send(destination, path, request);
    const { ok, status } = answer;
    if (ok) return 'success';
    if (status === 428) return (await answer.json()).challenge;
    // What the server finds in a submission that the form has checked is the address.
    return status > 499
      ? 'network_unavailable'
      : status === 429
        ? 'rate_limited'
        : status === 400
          ? 'email_invalid'
          : 'not_configured';
  } catch (error) {
    return navigator.onLine && (error as Error).name === 'TypeError' ? 'network_unavailable' : 'kept';
  }
}
