import { z } from 'zod';
import type { Endpoint } from './endpoint.ts';
import { pageOf, pageQuery } from './pages.ts';

/** A text from a shopper. */
export const receivedSmsSchema = z.object({
  id: z.string().meta({ examples: ['rcv_06d9r7zv7w7h3e1k5m2n4p6q8s'] }),
  contactId: z.string().nullable().describe('The contact with this number; null: none has it.'),
  from: z.string().describe("The shopper's number, in E.164."),
  to: z.string().describe('The number of the shop that it was sent to.'),
  text: z.string(),
  intent: z
    .enum(['stop', 'start'])
    .nullable()
    .describe('`stop` ended text messages to this number, `start` allowed them again. Null: a text to read.'),
  rule: z
    .enum(['word', 'politeness', 'number', 'spelling', 'phrase'])
    .nullable()
    .describe(
      'Why it was understood so. `word`: it is a known text, such as STOP. `politeness`: with polite words around it. `number`: with numbers after it. `spelling`: with a typing error. `phrase`: a sentence that only says what is to stop.',
    ),
  receivedAt: z.iso.datetime(),
});

export type ReceivedSms = z.infer<typeof receivedSmsSchema>;

/** The calls about text messages from shoppers. */
export const smsEndpoints = {
  listReceivedSms: {
    method: 'get',
    path: '/api/v1/sms/inbound',
    summary: 'List the text messages that shoppers have sent to the shop, newest first.',
    access: 'messages.read',
    query: z.object({
      ...pageQuery,
      contact: z.string().max(64).optional().describe('Only those of the contact with this id.'),
    }),
    status: 200,
    response: pageOf(receivedSmsSchema),
  },
} as const satisfies Record<string, Endpoint>;
