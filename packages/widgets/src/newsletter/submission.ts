import type { Problem, SubscribeRequest } from '@beckon/contract';

/** Where a sign-up goes. */
export type Destination = { api: string; writeKey: string };

/** What went wrong, as the form's texts name it. */
export type NewsletterError = 'EmailMissing' | 'EmailInvalid' | 'TooMany' | 'Away' | 'Network' | 'Setup';

/** `kept`: there is no connection, so it is to be kept and sent later. */
export type Outcome = 'success' | 'kept' | NewsletterError;

const errors: Partial<Record<Problem['code'], NewsletterError>> = {
  validation_failed: 'EmailInvalid',
  rate_limited: 'TooMany',
};

/**
 * Sends a sign-up. A text body and no header make it a simple request, which needs no preflight.
 * @example await subscribe({ api: 'https://beckon.shop.example', writeKey: 'pk_demo' }, request) // 'success'
 */
export async function subscribe({ api, writeKey }: Destination, request: SubscribeRequest): Promise<Outcome> {
  try {
    const answer = await fetch(`${api}/v1/subscribe?key=${writeKey}`, {
      method: 'POST',
      body: JSON.stringify(request),
      credentials: 'omit',
    });
    if (answer.ok) return 'success';
    const { code }: Partial<Problem> = await answer.json().catch(() => ({}));
    return (code && errors[code]) || (answer.status > 499 ? 'Away' : answer.status === 429 ? 'TooMany' : 'Setup');
  } catch {
    return navigator.onLine ? 'Network' : 'kept';
  }
}

/** A mail server has the last word; this only catches slips. */
export function checkEmail(email: string): NewsletterError | undefined {
  if (!email) return 'EmailMissing';
  return /^[^\s@]+@[^\s@]+\.[^\s@]{2,}$/.test(email) && email.length < 255 ? undefined : 'EmailInvalid';
}
