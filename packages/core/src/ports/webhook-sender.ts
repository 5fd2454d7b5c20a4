export type OutgoingWebhook = { url: string; headers: Readonly<Record<string, string>>; body: string };

/**
 * What became of a call. `answered`: with this HTTP status; `retryAfter` in milliseconds. `refused`: the address may not be called. `failed`: there was no
 * answer; the request may have arrived.
 */
export type WebhookOutcome =
  | { outcome: 'answered'; status: number; retryAfter?: number }
  | { outcome: 'refused' | 'failed'; reason: string };

/** Calls addresses that a shop has entered. */
export interface WebhookSender {
  post(webhook: OutgoingWebhook): Promise<WebhookOutcome>;
}
