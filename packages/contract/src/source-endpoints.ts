import { z } from 'zod';
import { changeProblems } from './call-problems.ts';
import type { Endpoint } from './endpoints.ts';
import {
  madeSourceSchema,
  newSourceSchema,
  rotateKeySchema,
  seenSchemaSchema,
  shownKeySchema,
  sourceChangesSchema,
  sourceSchema,
} from './sources.ts';

const revokedSchema = z.object({ result: z.literal('revoked') });
/** The calls about sources and their keys. */
export const sourceEndpoints = {
  listSources: {
    method: 'get',
    path: '/api/v1/sources',
    summary: 'The sites and servers that send events.',
    access: 'session_or_secret_key',
    status: 200,
    response: z.object({ data: z.array(sourceSchema) }),
    problems: ['key_unknown', 'sign_in_required'],
  },
  addSource: {
    method: 'post',
    path: '/api/v1/sources',
    summary: 'Make a source with its keys. The secret key of a server source is shown this once.',
    access: 'session_or_secret_key',
    body: newSourceSchema,
    status: 201,
    response: madeSourceSchema,
    problems: changeProblems,
  },
  changeSource: {
    method: 'patch',
    path: '/api/v1/sources/{id}',
    summary: 'Change the name, the allowed origins or the allowed types of a source.',
    access: 'session_or_secret_key',
    body: sourceChangesSchema,
    status: 200,
    response: sourceSchema,
    problems: [...changeProblems, 'not_found'],
  },
  revokeSource: {
    method: 'post',
    path: '/api/v1/sources/{id}/revoke',
    summary: 'End a source and all its keys, for good. What it sent stays.',
    access: 'session_or_secret_key',
    status: 200,
    response: revokedSchema,
    problems: ['key_unknown', 'sign_in_required', 'not_found', 'cross_site_refused'],
  },
  readSourceSchema: {
    method: 'get',
    path: '/api/v1/sources/{id}/schema',
    summary: 'What a source has sent: types of events, their properties with JSON types, first and last seen.',
    access: 'session_or_secret_key',
    status: 200,
    response: seenSchemaSchema,
    problems: ['key_unknown', 'sign_in_required', 'not_found'],
  },
  rotateKey: {
    method: 'post',
    path: '/api/v1/sources/{id}/keys',
    summary: 'Make a new key of a kind. Those of before live on for an overlap, so that both are good meanwhile.',
    access: 'session_or_secret_key',
    body: rotateKeySchema,
    status: 201,
    response: shownKeySchema,
    problems: [...changeProblems, 'not_found'],
  },
  showKey: {
    method: 'get',
    path: '/api/v1/sources/{id}/keys/{keyId}',
    summary: 'A write key or an identity key in clear. Of a secret key only its hash is stored: `value` is null.',
    access: 'session_or_secret_key',
    status: 200,
    response: shownKeySchema,
    problems: ['key_unknown', 'sign_in_required', 'not_found'],
  },
  revokeKey: {
    method: 'post',
    path: '/api/v1/sources/{id}/keys/{keyId}/revoke',
    summary: 'End one key at once.',
    access: 'session_or_secret_key',
    status: 200,
    response: revokedSchema,
    problems: ['key_unknown', 'sign_in_required', 'not_found', 'cross_site_refused'],
  },
} as const satisfies Record<string, Endpoint>;
