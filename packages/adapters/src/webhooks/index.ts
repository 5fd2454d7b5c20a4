import type { WallClock, WebhookSender } from '@beckon/core/ports';
import { EgressFailure, type EgressOptions, readRetryAfter, sendOut } from '../egress/index.ts';

/**
 * Calls the addresses of webhooks: public ones over HTTPS, and those of `localOrigins`.
 * @example createWebhookSender({ clock, localOrigins: ['http://n8n.internal:5678'] });
 */
export function createWebhookSender({ clock, ...egress }: EgressOptions & { clock: WallClock }): WebhookSender {
  return {
    async post({ url, headers, body }) {
      try {
        const request = {
          method: 'POST' as const,
          // As it is called: with a slash for an empty path, and the host in lower case.
          url: URL.parse(url)?.href ?? url,
          headers: { ...headers },
          body: Buffer.from(body),
        };
        const answer = await sendOut(request, egress);
        const retryAfter = readRetryAfter(answer.headers, clock.now().getTime());
        return { outcome: 'answered', status: answer.status, ...(retryAfter === undefined ? {} : { retryAfter }) };
      } catch (error) {
        if (!(error instanceof EgressFailure)) throw error;
        return { outcome: error.kind === 'refused' ? 'refused' : 'failed', reason: error.message };
      }
    },
  };
}
