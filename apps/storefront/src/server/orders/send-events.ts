import type { ShopEvent } from './order-events.ts';
import { readRetryAfter } from './retry-delay.ts';

export type SendResult =
  | { result: 'stored'; refused: { id: string | null; reason: string }[] }
  /** The request itself is invalid, so sending it again would not help. */
  | { result: 'refused'; reason: string }
  | { result: 'again'; reason: string; askedWait: number | null };

export type SendOptions = {
  apiUrl: string;
  secretKey: string;
  fetch: typeof globalThis.fetch;
  now: () => number;
  signal: AbortSignal;
};

/** Beckon responds within 2 s even without its database; after this time it counts as unavailable. */
const timeout = 5_000;

/** Only for this request. All other errors, including an unknown key, may be temporary. */
const refusals = [400, 413, 415, 422];

async function readRefused(response: Response) {
  type Entry = { id: string | null; result: string; code?: string; reason?: string };
  const { results } = (await response.json()) as { results: Entry[] };
  return results
    .filter((entry) => entry.result === 'quarantined')
    .map((entry) => ({ id: entry.id, reason: entry.reason ?? entry.code ?? 'no reason given' }));
}

export async function sendEvents(events: readonly ShopEvent[], options: SendOptions): Promise<SendResult> {
  try {
    const response = await options.fetch(`${options.apiUrl}/api/v1/events`, {
      method: 'POST',
      headers: { authorization: `Bearer ${options.secretKey}`, 'content-type': 'application/json' },
      body: JSON.stringify({ sentAt: options.now(), events }),
      redirect: 'error',
      signal: AbortSignal.any([options.signal, AbortSignal.timeout(timeout)]),
    });
    if (response.ok) return { result: 'stored', refused: await readRefused(response) };
    await response.body?.cancel();
    const reason = `HTTP ${response.status}`;
    if (refusals.includes(response.status)) return { result: 'refused', reason };
    return { result: 'again', reason, askedWait: readRetryAfter(response.headers.get('retry-after'), options.now()) };
  } catch (error) {
    return { result: 'again', reason: error instanceof Error ? error.message : String(error), askedWait: null };
  }
}
