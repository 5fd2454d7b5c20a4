export { postWebhook, type Webhook, type WebhookResult } from './post-webhook.ts';
export { readWebhookSecrets, replaceWebhookSecret } from './webhook-secret.ts';
