import { changeProblems } from './call-problems.ts';
import { registerWordingsSchema, wordingsSchema } from './consent.ts';
import type { Endpoint } from './endpoints.ts';
import {
  changeEmailRequestSchema,
  changePreferencesRequestSchema,
  eraseRequestSchema,
  erasureSchema,
  exportOwnDataRequestSchema,
  ownDataSchema,
  preferencesLinkRequestSchema,
  preferencesSchema,
  readPreferencesRequestSchema,
  sentResponseSchema,
  topicsSchema,
} from './preferences.ts';
import type { ProblemCode } from './problems.ts';

/** What every public call about preferences can answer. */
const publicProblems = [
  'bad_json',
  'validation_failed',
  'key_missing',
  'key_unknown',
  'origin_not_allowed',
  'token_invalid',
  'body_too_large',
  'media_type_not_supported',
  'rate_limited',
  'database_unavailable',
] as const satisfies ProblemCode[];

/** A call of the preference center: whoever asks is named in the body, never in the address. */
const publicCall = { method: 'post', access: 'write_key', problems: publicProblems } as const;

/** The calls about what a shopper wants to get. */
export const preferenceEndpoints = {
  readPreferences: {
    ...publicCall,
    path: '/v1/preferences',
    summary: 'What somebody gets and wants, by the token of their link or by a signature of the shop.',
    body: readPreferencesRequestSchema,
    status: 200,
    response: preferencesSchema,
  },
  changePreferences: {
    ...publicCall,
    path: '/v1/preferences/change',
    summary: 'Change what somebody wants; what is not named stays. Answers with the new state.',
    body: changePreferencesRequestSchema,
    status: 200,
    response: preferencesSchema,
    problems: [...publicProblems, 'conflict'],
  },
  sendPreferencesLink: {
    ...publicCall,
    path: '/v1/preferences/link',
    summary: 'Mail somebody the link to their preferences. It works for an hour.',
    body: preferencesLinkRequestSchema,
    status: 202,
    response: sentResponseSchema,
    problems: [...publicProblems, 'challenge_required'],
  },
  changeEmail: {
    ...publicCall,
    path: '/v1/preferences/email',
    summary: 'Move to another address, by token only: a confirmation goes to the new one.',
    body: changeEmailRequestSchema,
    status: 202,
    response: sentResponseSchema,
  },
  exportOwnData: {
    ...publicCall,
    path: '/v1/preferences/export',
    summary: 'Everything that is kept about somebody, by token only.',
    body: exportOwnDataRequestSchema,
    status: 200,
    response: ownDataSchema,
  },
  eraseOwnData: {
    ...publicCall,
    path: '/v1/preferences/erase',
    summary:
      'Erase a person, by token only: accepted at once, done within a minute. Asking again gives the same erasure.',
    body: eraseRequestSchema,
    status: 202,
    response: erasureSchema,
  },
  eraseContact: {
    method: 'post',
    path: '/api/v1/contacts/{id}/erase',
    summary: 'Erase a contact: their address stays stopped, their orders stay without them. It cannot be taken back.',
    access: 'session_or_secret_key',
    status: 202,
    response: erasureSchema,
    problems: ['key_unknown', 'sign_in_required', 'not_found', 'cross_site_refused'],
  },
  readErasure: {
    method: 'get',
    path: '/api/v1/contacts/{id}/erasure',
    summary: 'How far the erasure of a contact is.',
    access: 'session_or_secret_key',
    status: 200,
    response: erasureSchema,
    problems: ['key_unknown', 'sign_in_required', 'not_found'],
  },
  listWordings: {
    method: 'get',
    path: '/api/v1/consent/wordings',
    summary: 'The consent texts that the shop has registered, newest first.',
    access: 'session_or_secret_key',
    status: 200,
    response: wordingsSchema,
    problems: ['key_unknown', 'sign_in_required'],
  },
  registerWordings: {
    method: 'post',
    path: '/api/v1/consent/wordings',
    summary:
      'Register consent texts. A registered text never changes: another text is another version, or another language.',
    access: 'session_or_secret_key',
    body: registerWordingsSchema,
    status: 200,
    response: wordingsSchema,
    problems: changeProblems,
  },
  readTopics: {
    method: 'get',
    path: '/api/v1/topics',
    summary: 'What the shop writes about, as shoppers choose from it.',
    access: 'session_or_secret_key',
    status: 200,
    response: topicsSchema,
    problems: ['key_unknown', 'sign_in_required'],
  },
  putTopics: {
    method: 'put',
    path: '/api/v1/topics',
    summary: 'Replace the topics, in the order in which they are shown. What shoppers said of one that stays is kept.',
    access: 'session_or_secret_key',
    body: topicsSchema,
    status: 200,
    response: topicsSchema,
    problems: changeProblems,
  },
} as const satisfies Record<string, Endpoint>;
