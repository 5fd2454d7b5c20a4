import { z } from 'zod';
import type { Endpoint } from './endpoint.ts';
import { wholeListOf } from './pages.ts';

/** What a shop writes about. */
export const topicSchema = z.strictObject({
  id: z.string().regex(/^[a-z0-9][a-z0-9_-]{0,63}$/, 'lower case letters, digits, - and _, at most 64'),
  name: z.string().trim().min(1).max(100),
  description: z.string().trim().max(300).default(''),
});

export type Topic = z.infer<typeof topicSchema>;

export const putTopicsSchema = z.strictObject({
  topics: z
    .array(topicSchema)
    .max(50)
    .refine((topics) => new Set(topics.map(({ id }) => id)).size === topics.length, 'each id once'),
});

/** The calls about topics. */
export const topicEndpoints = {
  readTopics: {
    method: 'get',
    path: '/api/v1/topics',
    summary: 'List the topics shoppers can choose from.',
    access: 'settings.read',
    status: 200,
    response: wholeListOf(topicSchema),
  },
  putTopics: {
    method: 'put',
    path: '/api/v1/topics',
    summary: 'Replace the topics, in display order. Shoppers’ choices for topics that stay are kept.',
    access: 'settings.write',
    body: putTopicsSchema,
    status: 200,
    response: wholeListOf(topicSchema),
  },
} as const satisfies Record<string, Endpoint>;
