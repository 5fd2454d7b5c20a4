import type { Id } from '../lib/index.ts';
import type { Context } from '../ports/index.ts';
import { signWebhook } from './sign-webhook.ts';
import { readWebhookSecrets } from './webhook-secret.ts';

export type Webhook = { url: string; id: string; type: string; at: string; data: object };

/** `refused`: another attempt would change nothing. `retry`: it may. `retryAfter`: milliseconds that the receiver asks for. */
export type WebhookResult = { result: 'delivered' | 'refused' | 'retry'; reason: string; retryAfter?: number };

/**
 * Posts a webhook, signed by the shop's secret. Only a status of 200 to 299 means that it has arrived; 410 says that the
 * address wants no more.
 */
export async function postWebhook(ctx: Context, tenantId: Id<'ten'>, webhook: Webhook): Promise<WebhookResult> {
  const { url, id, type, at, data } = webhook;
  const body = JSON.stringify({ type, timestamp: at, data });
  const timestamp = Math.floor(ctx.clock.now().getTime() / 1_000);
  const headers = signWebhook(await readWebhookSecrets(ctx, tenantId), { id, timestamp, body });
  const answer = await ctx.adapters.webhooks.post({ url, headers, body });
  if (answer.outcome !== 'answered')
    return { result: answer.outcome === 'refused' ? 'refused' : 'retry', reason: answer.reason };
  const { status, retryAfter } = answer;
  const reason = `HTTP ${status}`;
  if (status >= 200 && status < 300) return { result: 'delivered', reason };
  if (status === 410) return { result: 'refused', reason };
  return { result: 'retry', reason, ...(retryAfter === undefined ? {} : { retryAfter }) };
}
