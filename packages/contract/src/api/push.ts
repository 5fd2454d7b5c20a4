import { z } from 'zod';
import { personIdSchema } from '../identifier-schemas.ts';
import type { Endpoint } from './endpoint.ts';

const key = z.string().optional().describe('The public write key; can be sent as a query parameter instead.');

/** What `PushSubscription.toJSON()` says, its keys laid flat. */
const address = {
  endpoint: z.string().min(1).max(1_000).describe('The endpoint; must belong to a supported push service.'),
  p256dh: z
    .string()
    .regex(/^[\w-]{87}$/, 'a P-256 point, 65 bytes in base64url')
    .describe('keys.p256dh'),
  auth: z
    .string()
    .regex(/^[\w-]{22}$/, '16 bytes in base64url')
    .describe('keys.auth'),
};

const identity = {
  userId: personIdSchema.describe('The contact’s user id; needs a signature.'),
  email: z
    .string()
    .max(254)
    .optional()
    .describe('The contact’s email address, if the shop has no user id; needs a signature.'),
  signature: z.string().max(200).optional().describe('Created by the shop’s server, as for `identified`.'),
};

export const pushKeySchema = z.object({
  publicKey: z.string().describe('The VAPID public key, for `applicationServerKey`.'),
});

/** What the push prompt posts after the browser has asked. The answer is the same whatever is known. */
export const pushSubscribeRequestSchema = z.object({
  key,
  ...address,
  ...identity,
  language: z.string().max(35).optional(),
  wordingVersion: z.string().max(100).describe('The version of the text that was shown.'),
  wording: z.string().max(2_000).describe('The text that was shown.'),
  pageUrl: z.string().max(2_000).optional(),
});

export type PushSubscribeRequest = z.infer<typeof pushSubscribeRequestSchema>;

/** What a page says on a later visit of the subscription it has. */
export const pushRefreshRequestSchema = z.object({
  key,
  ...address,
  ...identity,
  previousEndpoint: z
    .string()
    .min(1)
    .max(1_000)
    .optional()
    .describe('The previous endpoint, if the browser has replaced it.'),
});

export type PushRefreshRequest = z.infer<typeof pushRefreshRequestSchema>;

export const pushRefreshResponseSchema = z.object({
  isSubscribed: z.boolean().describe('False: it was revoked elsewhere or has expired. Ask again, or end it.'),
});

export const pushUnsubscribeRequestSchema = z.object({ key, endpoint: address.endpoint });

/** The calls of the push prompt. */
export const pushEndpoints = {
  readPushKey: {
    method: 'get',
    path: '/v1/push/key',
    summary: 'Get the key for browser push subscriptions. `?key=pk_…`',
    access: 'write_key',
    query: z.strictObject({ key: z.string().optional() }),
    status: 200,
    response: pushKeySchema,
  },
  subscribePush: {
    method: 'post',
    path: '/v1/push/subscribe',
    summary:
      'Subscribe a browser to push after the shopper has agreed. Belongs to the signed contact, or else to a new one.',
    access: 'write_key',
    body: pushSubscribeRequestSchema,
    status: 200,
    response: z.object({ status: z.literal('subscribed') }),
    isRepeatable: true,
  },
  refreshPush: {
    method: 'post',
    path: '/v1/push/refresh',
    summary:
      'Check whether a subscription is still active, and update its keys. With a signature, one without a contact is linked to the signed contact.',
    access: 'write_key',
    body: pushRefreshRequestSchema,
    status: 200,
    response: pushRefreshResponseSchema,
    isRepeatable: true,
  },
  unsubscribePush: {
    method: 'post',
    path: '/v1/push/unsubscribe',
    summary: 'End a subscription. The endpoint is the credential.',
    access: 'write_key',
    body: pushUnsubscribeRequestSchema,
    status: 200,
    response: z.object({ status: z.literal('unsubscribed') }),
    isRepeatable: true,
  },
} as const satisfies Record<string, Endpoint>;
