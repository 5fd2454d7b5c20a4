import { createHmac } from 'node:crypto';

/** Marks a secret, as Standard Webhooks writes it. */
export const secretPrefix = 'whsec_';

export type WebhookContent = {
  /** The same in each attempt: receivers drop what they have had. */
  id: string;
  /** The moment of the attempt, in seconds since 1970. */
  timestamp: number;
  body: string;
};

/**
 * The headers of a webhook by Standard Webhooks 1.0 (https://www.standardwebhooks.com). While a secret is replaced, there is
 * a signature by each.
 * @param secrets such as `whsec_C2FVsBQIhrscChlQIMV+b5sSYspob7oD`
 * @example
 * signWebhook(['whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw'], { id: 'msg_1', timestamp: 1614265330, body: '{}' });
 */
export function signWebhook(
  secrets: readonly string[],
  { id, timestamp, body }: WebhookContent,
): Readonly<Record<string, string>> {
  const signatures = secrets.map((secret) => {
    const key = Buffer.from(secret.slice(secretPrefix.length), 'base64');
    return `v1,${createHmac('sha256', key).update(`${id}.${timestamp}.${body}`).digest('base64')}`;
  });
  return {
    'content-type': 'application/json',
    'webhook-id': id,
    'webhook-timestamp': String(timestamp),
    'webhook-signature': signatures.join(' '),
  };
}
