import { z } from 'zod';
import { permissionSchema } from '../permission-schemas.ts';
import { type Permission, scopes } from '../permissions.ts';
import type { Endpoint } from './endpoint.ts';
import { wholeListOf } from './pages.ts';

const scopeSchema = z.enum(scopes as [Permission, ...Permission[]]);

/** A key of the shop, for its own servers and scripts. */
export const apiKeySchema = z.object({
  id: z.string(),
  name: z.string(),
  lastFour: z.string().describe('The last four characters, to recognize the key.'),
  scopes: z.array(permissionSchema).describe('The permissions of the key.'),
  createdAt: z.iso.datetime(),
  expiresAt: z.iso.datetime().nullable().describe('Null: does not expire.'),
  revokedAt: z.iso.datetime().nullable(),
  lastUsedAt: z.iso.datetime().nullable().describe('Accurate to five minutes.'),
});

export type ApiKey = z.infer<typeof apiKeySchema>;

export const newApiKeySchema = z.strictObject({
  name: z.string().trim().min(1).max(100).describe('What the key is for, such as `ERP export`.'),
  scopes: z.array(scopeSchema).min(1).describe('The permissions of the key. No key can create keys or users.'),
  expiresAt: z.iso.datetime().nullish().describe('Default: does not expire.'),
});

export type NewApiKey = z.infer<typeof newApiKeySchema>;

export const madeApiKeySchema = z.object({
  key: apiKeySchema,
  value: z.string().describe('Starts with `ak_`. Shown this once; only its hash is stored.'),
});

export type MadeApiKey = z.infer<typeof madeApiKeySchema>;

/** The calls about API keys. */
export const apiKeyEndpoints = {
  listApiKeys: {
    method: 'get',
    path: '/api/v1/keys',
    summary: 'List the shop’s API keys, newest first.',
    access: 'keys.write',
    status: 200,
    response: wholeListOf(apiKeySchema),
  },
  addApiKey: {
    method: 'post',
    path: '/api/v1/keys',
    summary: 'Create an API key. Its value is shown once.',
    access: 'keys.write',
    body: newApiKeySchema,
    status: 201,
    response: madeApiKeySchema,
  },
  revokeApiKey: {
    method: 'post',
    path: '/api/v1/keys/{id}/revoke',
    summary: 'Revoke an API key. It stops working immediately.',
    access: 'keys.write',
    status: 200,
    response: apiKeySchema,
  },
} as const satisfies Record<string, Endpoint>;
