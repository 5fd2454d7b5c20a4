import { z } from 'zod';
import { roleSchema } from '../permission-schemas.ts';
import type { Endpoint } from './endpoint.ts';
import { wholeListOf } from './pages.ts';

/** Characters of a password. */
export const passwordLimits = { min: 10, max: 128 } as const;

/** A person who signs in to the admin app. */
export const userSchema = z.object({
  id: z.string().meta({ examples: ['usr_06d9r7zv7w7h3e1k5m2n4p6q8s'] }),
  name: z.string().describe('Empty until the invitation is accepted.'),
  email: z.string(),
  role: roleSchema,
  status: z.enum(['active', 'invited']).describe('`invited`: has no password yet.'),
  createdAt: z.iso.datetime(),
});

export type User = z.infer<typeof userSchema>;

export const newUserSchema = z.strictObject({
  email: z.email().max(254),
  role: roleSchema.describe('Only an owner can give the role `owner`.'),
});

export type NewUser = z.infer<typeof newUserSchema>;

export const userChangesSchema = z.strictObject({ role: roleSchema });

/** A link by which a user sets name and password. It works once. */
export const userLinkSchema = z.object({
  user: userSchema,
  link: z.url().describe('Shown this once: hand it to the user. It replaces earlier links.'),
  expiresAt: z.iso.datetime(),
});

/** The calls about the users of the shop. */
export const userEndpoints = {
  listUsers: {
    method: 'get',
    path: '/api/v1/users',
    summary: 'List the users of the shop.',
    access: 'users.read',
    status: 200,
    response: wholeListOf(userSchema),
  },
  inviteUser: {
    method: 'post',
    path: '/api/v1/users',
    summary: 'Invite a user. The answer has a link that works once, within 7 days.',
    access: 'users.write',
    body: newUserSchema,
    status: 201,
    response: userLinkSchema,
    problems: ['conflict'],
  },
  changeUser: {
    method: 'patch',
    path: '/api/v1/users/{id}',
    summary:
      'Change the role of a user. The last owner stays owner. Unused links of a user who becomes owner stop working.',
    access: 'users.write',
    body: userChangesSchema,
    status: 200,
    response: userSchema,
    problems: ['conflict'],
  },
  createUserLink: {
    method: 'post',
    path: '/api/v1/users/{id}/link',
    summary:
      'Create a new link for a user to set a password: a new invitation, or a reset. It works once, within 7 days.',
    access: 'users.write',
    status: 201,
    response: userLinkSchema,
  },
  removeUser: {
    method: 'post',
    path: '/api/v1/users/{id}/remove',
    summary: 'Remove a user and end their sessions. The last owner cannot be removed.',
    access: 'users.write',
    status: 200,
    response: z.object({ result: z.literal('removed') }),
    problems: ['conflict'],
  },
} as const satisfies Record<string, Endpoint>;
