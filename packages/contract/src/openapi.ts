import { z } from 'zod';
import { type Endpoint, isPermission, problemsOf, takesIdempotencyKey } from './api/endpoint.ts';
import { endpoints } from './endpoints.ts';
import { idempotencyHeaders, idempotencyKeyPattern, idempotencyLimits } from './idempotency.ts';
import { problemSchema, problems } from './problems.ts';

/** The OpenAPI 3.1 description of the public API, made from the endpoint table. */
export function describeApi(options: { version: string; serverUrl?: string }) {
  const paths: Record<string, Record<string, unknown>> = {};
  for (const [operationId, endpoint] of Object.entries<Endpoint>(endpoints)) {
    paths[endpoint.path] = { ...paths[endpoint.path], [endpoint.method]: operation(operationId, endpoint) };
  }
  return {
    openapi: '3.1.0',
    info: {
      title: 'Beckon API',
      version: options.version,
      description:
        'Send events; read contacts, consents and totals. Errors are `application/problem+json` (RFC 9457). Calls that may do something twice take an `Idempotency-Key`.',
      license: { name: 'MIT', identifier: 'MIT' },
    },
    ...(options.serverUrl ? { servers: [{ url: options.serverUrl }] } : {}),
    paths,
    components: {
      schemas: { Problem: jsonSchema(problemSchema), ...namedSchemas() },
      securitySchemes: {
        writeKey: { type: 'apiKey', in: 'query', name: 'key', description: 'Public. Starts with pk_' },
        secretKey: {
          type: 'http',
          scheme: 'bearer',
          description: 'Belongs to a server source. Starts with sk_. Never use it in a browser',
        },
        apiKey: {
          type: 'http',
          scheme: 'bearer',
          description: 'Belongs to the shop. Starts with ak_. Never use it in a browser',
        },
        segmentKey: {
          type: 'http',
          scheme: 'basic',
          description:
            'A write key or a secret key as user name, without password. As bearer or `writeKey` in the body too.',
        },
        session: { type: 'apiKey', in: 'cookie', name: 'beckon.session_token' },
      },
    },
  };
}

const security = {
  write_key: [{ writeKey: [] }, { secretKey: [] }],
  ingest_key: [{ secretKey: [] }],
  segment_key: [{ segmentKey: [] }],
};

const withPermission = [{ session: [] }, { apiKey: [] }];

const answers = { 200: 'OK', 201: 'Made', 202: 'Stored durably' };

function operation(operationId: string, endpoint: Endpoint) {
  const pathParameters = [...endpoint.path.matchAll(/\{(\w+)\}/g)].map(([, name]) => ({
    name,
    in: 'path',
    required: true,
    schema: { type: 'string' },
  }));
  const queryParameters = Object.entries(endpoint.query?.shape ?? {}).map(([name, schema]) => ({
    name,
    in: 'query',
    required: !(schema as z.ZodType).safeParse(undefined).success,
    description: (schema as z.ZodType).description,
    schema: jsonSchema(schema as z.ZodType),
  }));
  return {
    operationId,
    summary: endpoint.shortPath ? `${endpoint.summary} Short: \`${endpoint.shortPath}\`.` : endpoint.summary,
    description: isPermission(endpoint.access) ? `Needs the permission \`${endpoint.access}\`.` : undefined,
    security: isPermission(endpoint.access) ? withPermission : security[endpoint.access],
    parameters: [...pathParameters, ...queryParameters, ...idempotencyParameters(endpoint)],
    ...(endpoint.body
      ? {
          requestBody: {
            required: true,
            content: {
              'application/json': { schema: jsonSchema(endpoint.body) },
              ...(endpoint.rawBody ? { [endpoint.rawBody]: {} } : {}),
            },
          },
        }
      : {}),
    responses: {
      [endpoint.status]: {
        description: answers[endpoint.status],
        ...(takesIdempotencyKey(endpoint) ? { headers: { [idempotencyHeaders.replayed]: replayedHeader } } : {}),
        content: {
          [endpoint.isStream ? 'text/event-stream' : 'application/json']: {
            schema: jsonSchema(endpoint.response, 'output'),
          },
          ...(endpoint.csv ? { 'text/csv': { schema: { type: 'string' } } } : {}),
        },
      },
      ...problemResponses(endpoint),
    },
  };
}

function idempotencyParameters(endpoint: Endpoint) {
  if (!takesIdempotencyKey(endpoint)) return [];
  const crash = endpoint.afterCrash ? ` If the server is killed during the call: ${endpoint.afterCrash}` : '';
  return [
    {
      name: idempotencyHeaders.key,
      in: 'header',
      required: false,
      description: `A unique value, such as a UUID. For ${idempotencyLimits.hours} hours, a repeat with the same key and body gets the answer of the first call and is not executed.${crash}`,
      schema: {
        type: 'string',
        minLength: 1,
        maxLength: idempotencyLimits.keyLength,
        pattern: idempotencyKeyPattern.source,
      },
      example: '0190f5c2-6b1e-7d3a-9c44-2f8e6a1b7d05',
    },
  ];
}

const replayedHeader = {
  description: 'The answer was stored by an earlier call with the same `Idempotency-Key`.',
  schema: { type: 'string', enum: ['true'] },
};

function problemResponses(endpoint: Endpoint) {
  const byStatus = Map.groupBy(problemsOf(endpoint), (code) => problems[code].status);
  return Object.fromEntries(
    [...byStatus].map(([status, codes]) => [
      status,
      {
        description: codes.map((code) => `\`${code}\`: ${problems[code].title}`).join('; '),
        content: { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } },
      },
    ]),
  );
}

function jsonSchema(schema: z.ZodType, io: 'input' | 'output' = 'input') {
  return toJsonSchema(schema, io).own;
}

/** Schemas with an `id` stand beside the calls, since they may contain themselves. */
function namedSchemas(): Record<string, unknown> {
  const schemas = Object.values<Endpoint>(endpoints).flatMap(({ body, response }) =>
    body ? [body, response] : [response],
  );
  return Object.assign({}, ...schemas.map((schema) => toJsonSchema(schema, 'input').named));
}

function toJsonSchema(schema: z.ZodType, io: 'input' | 'output') {
  const text = JSON.stringify(z.toJSONSchema(schema, { io, unrepresentable: 'any' }));
  const { $schema: _, $defs: named, ...own } = JSON.parse(text.replaceAll('"#/$defs/', '"#/components/schemas/'));
  return { own, named };
}
