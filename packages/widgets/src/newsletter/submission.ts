import type { SubscribeRequest } from '@beckon/contract';
import { pageTracker } from '../page-tracker.ts';

/** Where a sign-up goes; left out, to where the page's tracker sends. */
export type Destination = { api?: string | undefined; writeKey?: string | undefined };

/** What went wrong, as the form's texts name it. */
export type NewsletterError = 'EmailMissing' | 'EmailInvalid' | 'TooMany' | 'Away' | 'Setup';

/** `kept`: there is no connection, so it is to be kept and sent later. */
export type Outcome = 'success' | 'kept' | NewsletterError;

/**
 * Sends a sign-up. A text body and no header make it a simple request, which needs no preflight.
 * @example await subscribe({ api: 'https://beckon.shop.example', writeKey: 'pk_demo' }, request) // 'success'
 */
export async function subscribe({ api, writeKey }: Destination, request: SubscribeRequest): Promise<Outcome> {
  const tracker = pageTracker();
  try {
    const { ok, status } = await fetch(`${api ?? tracker.api}/v1/subscribe?key=${writeKey ?? tracker.key}`, {
      method: 'POST',
      body: JSON.stringify(request),
      credentials: 'omit',
    });
    if (ok) return 'success';
    // What the server finds in a sign-up that the form has checked is the address.
    return status > 499 ? 'Away' : status === 429 ? 'TooMany' : status === 400 ? 'EmailInvalid' : 'Setup';
  } catch {
    return navigator.onLine ? 'Away' : 'kept';
  }
}

/** A mail server has the last word; this only catches slips. */
export function checkEmail(email: string): NewsletterError | undefined {
  if (!email) return 'EmailMissing';
  return /^[^\s@]+@[^\s@]+\.[^\s@]{2,}$/.test(email) ? undefined : 'EmailInvalid';
}
