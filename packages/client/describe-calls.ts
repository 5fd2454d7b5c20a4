import { type Endpoint, endpoints, takesIdempotencyKey } from '@beckon/contract';
import { namedTypes, typeText } from '@beckon/contract/type-text';
import type { z } from 'zod';

/** The calls of the client: all but those in the form of Segment's SDKs, and streams. */
export const clientCalls = Object.entries<Endpoint>(endpoints).filter(
  ([, { access, isStream }]) => access !== 'segment_key' && !isStream,
);

/** The text of src/calls.ts: the endpoint table as data and as types, so that the package needs neither the contract nor zod. */
export function describeCalls(): string {
  const schemas = clientCalls.flatMap(([, { body, response }]) => (body ? [body, response] : [response]));
  const named: Record<string, string> = Object.assign({}, ...schemas.map(namedTypes));
  return `// Written from the endpoint table by \`node packages/client/write-calls.ts\`; a test compares the two.

/**
 * How each call is made. \`isRepeatable\`: it may be sent again when it is not known what became of it. \`takesKey\`: with an
 * \`Idempotency-Key\`, it may be sent again as well.
 */
export const calls = {
${clientCalls.map(([name, endpoint]) => `  ${name}: ${howToCall(endpoint)},`).join('\n')}
} as const;

${Object.entries(named)
  .map(([name, text]) => `export type ${name} = ${text};`)
  .join('\n')}

/** What each call takes and answers. */
export type Calls = {
${clientCalls.map(([name, endpoint]) => describeCall(name, endpoint)).join('\n')}
};
`;
}

function howToCall(endpoint: Endpoint): string {
  const { method, path, isRepeatable: isRepeatablePost } = endpoint;
  const isRepeatable = method !== 'post' || isRepeatablePost === true;
  return `{ method: '${method.toUpperCase()}', path: '${path}', isRepeatable: ${isRepeatable}, takesKey: ${takesIdempotencyKey(endpoint)} }`;
}

function describeCall(name: string, { summary, path, query, body, response }: Endpoint): string {
  const params = [...path.matchAll(/\{(\w+)\}/g)].map(([, param]) => `${param}: string`);
  return `  /** ${summary.replaceAll('*/', '* /')} */
  ${name}: {
    params: ${params.length > 0 ? `{ ${params.join('; ')} }` : 'undefined'};
    query: ${partText(query, 'input')};
    body: ${partText(body, 'input')};
    answer: ${partText(response, 'output')};
  };`;
}

function partText(schema: z.ZodType | undefined, io: 'input' | 'output'): string {
  return schema ? typeText(schema, io, '    ') : 'undefined';
}
