import { z } from 'zod';
import { deliverySchema } from './deliveries.ts';
import type { Endpoint } from './endpoint.ts';
import { wholeListOf } from './pages.ts';

const { channel, category } = deliverySchema.shape;

/** What a shop says in one channel. */
export const messageSchema = z.object({
  id: z.string(),
  key: z.string().describe('The key of the message, such as `welcome`.'),
  name: z.string(),
  channel,
  category,
  topic: z
    .string()
    .nullable()
    .describe('Id of its topic. Contacts who have opted out of the topic do not receive the message.'),
  languages: z.array(z.string()).describe('The default language first.'),
  sms: z
    .object({ alphabet: z.enum(['gsm7', 'ucs2']), segments: z.int() })
    .nullable()
    .describe(
      'For an SMS: how it is sent, with its opt-out link and without the values of placeholders, which add to it. Of its languages, the one with the most segments.',
    ),
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
    summary: 'List the messages with channel, languages and topic.',
    access: 'messages.read',
    status: 200,
    response: messagesSchema,
  },
  putMessageTopic: {
    method: 'put',
    path: '/api/v1/messages/{id}/topic',
    summary:
      'Set the topic of a marketing message. Contacts who opted out of the topic do not receive it; the delivery is skipped with `topic_unwanted`.',
    access: 'messages.write',
    body: messageTopicSchema,
    status: 200,
    response: messageSchema,
    problems: ['conflict'],
  },
} as const satisfies Record<string, Endpoint>;
