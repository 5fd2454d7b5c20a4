import { z } from 'zod';
import type { Endpoint } from './endpoint.ts';

export const webhookSecretSchema = z.object({
  secret: z
    .string()
    .describe('The receiver checks signatures by it, as Standard Webhooks says.')
    .meta({ examples: ['whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw'] }),
});

/** The calls about outgoing webhooks. */
export const webhookEndpoints = {
  readWebhookSecret: {
    method: 'get',
    path: '/api/v1/webhook-secret',
    summary: 'Get the secret by which webhooks of flows are signed.',
    access: 'sources.write',
    status: 200,
    response: webhookSecretSchema,
  },
  replaceWebhookSecret: {
    method: 'post',
    path: '/api/v1/webhook-secret/replace',
    summary: 'Replace the secret. For 24 hours, webhooks are signed by both.',
    access: 'sources.write',
    status: 200,
    response: webhookSecretSchema,
  },
} as const satisfies Record<string, Endpoint>;
