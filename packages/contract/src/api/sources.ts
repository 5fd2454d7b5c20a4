import { z } from 'zod';
import { eventTypeSchema } from '../events.ts';
import type { Endpoint } from './endpoint.ts';
import { wholeListOf } from './pages.ts';

/** What a source may hold at most. */
export const sourceLimits = { origins: 50, types: 200, overlapSeconds: 90 * 24 * 60 * 60 } as const;

/** How long a key goes on beside the one that takes its place, unless another time is asked for. */
export const defaultOverlapSeconds = 7 * 24 * 60 * 60;

/**
 * An origin as browsers say it, or what is wrong with the text.
 * @example
 * readOrigin('https://Shop.example/'); // { origin: 'https://shop.example' }
 * readOrigin('shop.example'); // { fault: '"shop.example" has no scheme: write https://shop.example' }
 */
export function readOrigin(text: string): { origin: string } | { fault: string } {
  const shown = JSON.stringify(text.slice(0, 200));
  if (text.includes('*'))
    return { fault: `${shown} holds a *: name each origin in full, such as https://www.shop.example` };
  const url = URL.parse(text);
  if (!/^[a-z][a-z0-9+.-]*:\/\//i.test(text)) {
    const guess = URL.parse(`https://${text}`);
    return { fault: `${shown} has no scheme${guess ? `: write ${guess.origin}` : ', such as https://'}` };
  }
  if (!url || url.host === '') return { fault: `${shown} is not an origin such as https://www.shop.example` };
  if (url.protocol !== 'https:' && url.protocol !== 'http:') {
    return { fault: `${shown} is neither https:// nor http://: pages of other schemes cannot be told apart` };
  }
  if (url.username !== '' || url.password !== '') return { fault: `${shown} holds a name or password: leave it out` };
  if (url.pathname !== '/' || url.search !== '' || url.hash !== '') {
    return { fault: `${shown} names more than scheme, host and port: write ${url.origin}` };
  }
  return { origin: url.origin };
}

const originSchema = z
  .string()
  .max(300)
  .transform((text, context) => {
    const read = readOrigin(text);
    if ('origin' in read) return read.origin;
    context.issues.push({ code: 'custom', message: read.fault, input: text });
    return z.NEVER;
  })
  .meta({ examples: ['https://www.shop.example'] });

const nameSchema = z
  .string()
  .trim()
  .min(1)
  .max(100)
  .refine((text) => !text.includes('\0') && text.isWellFormed(), 'holds characters that cannot be stored');

const originsSchema = z
  .array(originSchema)
  .max(sourceLimits.origins)
  .describe('Scheme, host and port of the pages that may send. Of browser sources only.');

const typesSchema = z
  .array(eventTypeSchema)
  .min(1, 'at least one type; null for all')
  .max(sourceLimits.types)
  .nullable()
  .describe('The types of events this source may send; null for all. Others are set aside.');

export const keyKinds = ['write', 'secret', 'identity'] as const;
export type KeyKind = (typeof keyKinds)[number];

export const sourceKeySchema = z.object({
  id: z.string().meta({ examples: ['key_06d9r7zv7w7h3e1k5m2n4p6q8s'] }),
  kind: z.enum(keyKinds),
  lastFour: z.string().nullable().describe('Its last characters; null where only a hash was ever stored.'),
  createdAt: z.iso.datetime(),
  expiresAt: z.iso.datetime().nullable().describe('Refused from then on, since a newer key took its place.'),
  lastUsedAt: z.iso.datetime().nullable().describe('To about five minutes; null for identity keys.'),
});

export type SourceKey = z.infer<typeof sourceKeySchema>;

export const sourceSchema = z.object({
  id: z.string(),
  name: z.string(),
  kind: z.enum(['browser', 'server', 'import']),
  writeKey: z.string().nullable().describe('The newest public write key.'),
  allowedOrigins: z.array(z.string()),
  allowedTypes: z.array(z.string()).nullable().describe('null: all types.'),
  keys: z.array(sourceKeySchema).describe('The keys that are good today, newest first.'),
  createdAt: z.iso.datetime(),
  lastSeenAt: z.iso.datetime().nullable(),
  events: z.int(),
  differingRepeats: z
    .int()
    .describe(
      'Events that were not stored, since another one came under their id before: each needs an id of its own.',
    ),
});

export type Source = z.infer<typeof sourceSchema>;

export const newSourceSchema = z.strictObject({
  name: nameSchema,
  kind: z.enum(['browser', 'server']),
  allowedOrigins: originsSchema.optional(),
  allowedTypes: typesSchema.optional(),
});

export type NewSource = z.infer<typeof newSourceSchema>;

/** What is left out stays as it is. */
export const sourceChangesSchema = z
  .strictObject({
    name: nameSchema.optional(),
    allowedOrigins: originsSchema.optional(),
    allowedTypes: typesSchema.optional(),
  })
  .refine((changes) => Object.values(changes).some((value) => value !== undefined), 'names nothing to change');

export type SourceChanges = z.infer<typeof sourceChangesSchema>;

export const madeSourceSchema = z.object({
  source: sourceSchema,
  secretKey: z.string().nullable().describe('Of a server source: shown this once.'),
});

export const rotateKeySchema = z.strictObject({
  kind: z.enum(keyKinds),
  overlapSeconds: z
    .int()
    .min(0)
    .max(sourceLimits.overlapSeconds)
    .optional()
    .describe('How long the keys of before live on: seven days if left out, 0 ends them at once.'),
});

export type RotateKey = z.infer<typeof rotateKeySchema>;

export const shownKeySchema = z.object({
  key: sourceKeySchema,
  value: z.string().nullable().describe('The key itself. Of a secret key only in the answer that made it.'),
});

export type ShownKey = z.infer<typeof shownKeySchema>;

const jsonTypes = ['string', 'number', 'boolean', 'object', 'array', 'null'] as const;

/** One type of events as a source has sent it. */
export const seenTypeSchema = z.object({
  type: z.string(),
  isInCatalog: z.boolean(),
  events: z.int(),
  botEvents: z.int().describe('Those of them that were marked as bots’.'),
  firstSeenAt: z.iso.datetime(),
  lastSeenAt: z.iso.datetime(),
  properties: z.array(
    z.object({
      name: z.string(),
      isInCatalog: z.boolean(),
      types: z.array(z.enum(jsonTypes)).describe('All JSON types it came with.'),
      events: z.int().describe('Events that had it.'),
      firstSeenAt: z.iso.datetime(),
      lastSeenAt: z.iso.datetime(),
    }),
  ),
  propertiesLeftOut: z
    .int()
    .describe('How often a property came that is not listed: too many names, or too long a name.'),
});

export type SeenType = z.infer<typeof seenTypeSchema>;

export const seenSchemaSchema = z.object({
  data: z.array(seenTypeSchema),
  otherEvents: z.int().describe('Events of types that are not listed: the source has sent too many different ones.'),
});

export type SeenSchema = z.infer<typeof seenSchemaSchema>;

const revokedSchema = z.object({ result: z.literal('revoked') });

/** The calls about sources and their keys. */
export const sourceEndpoints = {
  listSources: {
    method: 'get',
    path: '/api/v1/sources',
    summary: 'The sites and servers that send events.',
    access: 'sources.read',
    status: 200,
    response: wholeListOf(sourceSchema),
  },
  addSource: {
    method: 'post',
    path: '/api/v1/sources',
    summary: 'Make a source with its keys. The secret key of a server source is shown this once.',
    access: 'sources.write',
    body: newSourceSchema,
    status: 201,
    response: madeSourceSchema,
  },
  changeSource: {
    method: 'patch',
    path: '/api/v1/sources/{id}',
    summary: 'Change the name, the allowed origins or the allowed types of a source.',
    access: 'sources.write',
    body: sourceChangesSchema,
    status: 200,
    response: sourceSchema,
  },
  revokeSource: {
    method: 'post',
    path: '/api/v1/sources/{id}/revoke',
    summary: 'End a source and all its keys, for good. What it sent stays.',
    access: 'sources.write',
    status: 200,
    response: revokedSchema,
  },
  readSourceSchema: {
    method: 'get',
    path: '/api/v1/sources/{id}/schema',
    summary: 'What a source has sent: types of events, their properties with JSON types, first and last seen.',
    access: 'sources.read',
    status: 200,
    response: seenSchemaSchema,
  },
  rotateKey: {
    method: 'post',
    path: '/api/v1/sources/{id}/keys',
    summary: 'Make a new key of a kind. Those of before live on for an overlap, so that both are good meanwhile.',
    access: 'sources.write',
    body: rotateKeySchema,
    status: 201,
    response: shownKeySchema,
  },
  showKey: {
    method: 'get',
    path: '/api/v1/sources/{id}/keys/{keyId}',
    summary: 'A write key or an identity key in clear. Of a secret key only its hash is stored: `value` is null.',
    access: 'sources.write',
    status: 200,
    response: shownKeySchema,
  },
  revokeKey: {
    method: 'post',
    path: '/api/v1/sources/{id}/keys/{keyId}/revoke',
    summary: 'End one key at once.',
    access: 'sources.write',
    status: 200,
    response: revokedSchema,
  },
} as const satisfies Record<string, Endpoint>;
