import { z } from 'zod';
import type { Endpoint } from './endpoint.ts';

/** What a form shows beside its fields, so that it is not asked whether a person is at it. */
export const challengeFields = {
  formToken: z
    .string()
    .max(500)
    .optional()
    .describe('From `GET /v1/form-token`, at least a second and at most four hours old; good for one submission.'),
  challengeAnswer: z
    .string()
    .max(8_000)
    .optional()
    .describe('The answer to the challenge of a `challenge_required`: its kind, a colon, and what solving it gave.'),
};

/** What a form is asked to solve before it is sent once more, with the same `submissionId`. */
export const challengeSchema = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('altcha'),
    task: z.string().describe('An ALTCHA proof of work (version 2), as JSON. Valid once, for ten minutes.'),
  }),
  z.object({ kind: z.enum(['turnstile', 'hcaptcha']), siteKey: z.string() }),
]);

export type Challenge = z.infer<typeof challengeSchema>;

export const formTokenSchema = z.object({ token: z.string() });

/** The call that forms make before they are sent. */
export const formTokenEndpoints = {
  readFormToken: {
    method: 'get',
    path: '/v1/form-token',
    summary:
      'Get a form token. It is valid after one second, which shows that the form was not submitted instantly. `?key=pk_…`',
    access: 'write_key',
    query: z.strictObject({ key: z.string().optional() }),
    status: 200,
    response: formTokenSchema,
  },
} as const satisfies Record<string, Endpoint>;
