import { z } from 'zod';
import { deliverySchema } from './contacts.ts';
import type { Endpoint } from './endpoint.ts';
import { wholeListOf } from './pages.ts';

const { channel, category } = deliverySchema.shape;

/** What a shop says in one channel. */
export const messageSchema = z.object({
  id: z.string(),
  key: z.string().describe('What makes a delivery of it, such as `welcome`.'),
  name: z.string(),
  channel,
  category,
  topic: z
    .string()
    .nullable()
    .describe('Id of the topic that it is about; who does not want that one does not get it.'),
  languages: z.array(z.string()).describe('Its own first.'),
});

export type Message = z.infer<typeof messageSchema>;

export const messagesSchema = wholeListOf(messageSchema);

export const messageTopicSchema = z.strictObject({
  topic: z.string().max(64).nullable().describe('Id of a topic of the shop, or null.'),
});

/** The calls about what a shop says. */
export const messageEndpoints = {
  listMessages: {
    method: 'get',
    path: '/api/v1/messages',
    summary: 'What the shop says: each message with its channel, its languages and its topic.',
    access: 'messages.read',
    status: 200,
    response: messagesSchema,
  },
  putMessageTopic: {
    method: 'put',
    path: '/api/v1/messages/{id}/topic',
    summary:
      'Say what a marketing message is about. Who has said no to that topic does not get it, with `topic_unwanted`.',
    access: 'messages.write',
    body: messageTopicSchema,
    status: 200,
    response: messageSchema,
    problems: ['conflict'],
  },
} as const satisfies Record<string, Endpoint>;
