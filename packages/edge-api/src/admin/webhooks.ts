import { endpoints } from '@beckon/contract';
import { replaceWebhookSecret } from '@beckon/core/admin';
import { readWebhookSecrets } from '@beckon/core/webhooks';
import type { ApiServer } from '../http/serve.ts';

/** The secret by which webhooks are signed. */
export function serveWebhooks(api: ApiServer): void {
  api.serve(endpoints.readWebhookSecret, async ({ ctx, caller }) => {
    const [secret] = await readWebhookSecrets(ctx, caller.tenantId);
    return { secret: secret! };
  });

  api.serve(endpoints.replaceWebhookSecret, async ({ ctx, caller }) => ({
    secret: await replaceWebhookSecret(ctx, caller),
  }));
}
