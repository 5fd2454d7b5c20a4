import { z } from 'zod';
import { messageOverrideSchema } from '../message-override.ts';
import { deliverySchema } from './deliveries.ts';
import type { Endpoint } from './endpoint.ts';
import { pageOf, pageQuery, wholeListOf } from './pages.ts';
import { utmRulesSchema } from './utm.ts';

const { channel, category } = deliverySchema.shape;

export const messageLimits = {
  /** Messages of a shop. */
  maxMessages: 500,
  /** Blocks of a shop. */
  maxBlocks: 100,
  /** Characters of a body or a block, without the blocks in it. */
  maxBody: 100_000,
  /** Test messages of a shop in an hour. */
  maxTestsPerHour: 50,
};

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
  languages: z.array(z.string()).describe('Published languages, the default language first.'),
  version: z.int().describe('Grows with each change.'),
  publishedVersion: z.int().nullable().describe('The version that is sent; null if none was ever published.'),
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

const language = z
  .string()
  .regex(/^[a-z]{2}$/, 'a language of two letters')
  .meta({ examples: ['en'] });
const name = z.string().trim().min(1).max(100);

export const messageContentSchema = z.strictObject({
  subject: z.string().max(500).default('').describe('Liquid. An SMS has none.'),
  preheader: z.string().max(500).default('').describe('Liquid. The line that mailboxes show beside the subject.'),
  body: z
    .string()
    .max(messageLimits.maxBody)
    .describe('MJML with Liquid for an email; plain text with Liquid for an SMS or a push message.'),
});

export type MessageContent = z.infer<typeof messageContentSchema>;

const contents = z
  .record(language, messageContentSchema)
  .refine((byLanguage) => Object.keys(byLanguage).length > 0, 'at least one language')
  .meta({
    examples: [{ en: { subject: 'News from {{ shop.name }}', preheader: '', body: '<mj-text>Hello</mj-text>' } }],
  });

/** What is said, by language. */
export type MessageContents = z.infer<typeof contents>;

/** What would go wrong with a message, or look wrong. */
export const messageFindingSchema = z.object({
  severity: z.enum(['error', 'warning']).describe('A message with an error cannot be published.'),
  code: z.enum([
    'template_fault',
    'unknown_variable',
    'missing_fallback',
    'missing_opt_out',
    'unsafe_link',
    'dead_link',
    'other_website',
    'image_without_text',
    'too_large',
  ]),
  language,
  text: z
    .string()
    .meta({ examples: ['contact.first_name may be missing: give it a fallback, such as | default: "there"'] }),
});

export type MessageFinding = z.infer<typeof messageFindingSchema>;

/** A message with its contents. */
export const messageDetailSchema = messageSchema.extend({
  language: language.describe('The default language: contacts whose language the message does not have get this one.'),
  published: contents.nullable(),
  draft: contents.nullable().describe('Null if nothing was changed since it was published.'),
  publishedUtm: utmRulesSchema.nullable(),
  draftUtm: utmRulesSchema.nullable(),
  findings: z.array(messageFindingSchema).describe('Of the draft; without one, of what is published.'),
});

export type MessageDetail = z.infer<typeof messageDetailSchema>;

export const newMessageSchema = z.strictObject({
  key: z.string().regex(/^[a-z][a-z0-9_]{0,63}$/, 'lower case letters, digits and _, at most 64'),
  name,
  channel,
  category,
  language: language.default('en'),
  contents,
  utm: utmRulesSchema.default({}),
});

export type NewMessage = z.infer<typeof newMessageSchema>;

export const messageChangesSchema = z.strictObject({
  version: z.int().describe('The version that the change is based on.'),
  name: name.optional(),
  contents: z
    .record(language, messageContentSchema.nullable())
    .optional()
    .describe('Languages that are changed in the draft; null removes one. The others stay.'),
  utm: utmRulesSchema.optional().describe('The UTM parameters of the draft, all of them; `{}`: those of the shop.'),
});

export type MessageChanges = z.infer<typeof messageChangesSchema>;

export const messagePublicationSchema = z.strictObject({
  version: z.int().describe('The version that is published.'),
});

export const messageVersionSchema = z.object({
  version: z.int(),
  publishedAt: z.iso.datetime(),
  contents,
  utm: utmRulesSchema,
});

export type MessageVersion = z.infer<typeof messageVersionSchema>;

const shown = {
  contact: z
    .string()
    .regex(/^ctc_[0-9a-z]{26}$/, 'the id of a contact')
    .optional()
    .describe('Whose name, cart and products it shows. Without one it shows sample products and no name.'),
  language: language.optional().describe('That of the contact if omitted.'),
  version: z.enum(['draft', 'published']).default('draft').describe('`draft` without a draft is what is published.'),
  variables: z.record(z.string(), z.unknown()).default({}).describe('Values of variables, as a delivery has them.'),
  override: messageOverrideSchema.optional().describe('What a variation changes of it.'),
};

export const messagePreviewRequestSchema = z.strictObject(shown);

export type MessagePreviewRequest = z.infer<typeof messagePreviewRequestSchema>;

export const messagePreviewSchema = z.object({
  language,
  subject: z.string().nullable(),
  html: z.string().nullable().describe('Only of an email.'),
  text: z.string().nullable().describe('The text part of an email; the text of an SMS or a push message.'),
  bytes: z.int().nullable().describe('Size of the HTML. Gmail cuts off what is beyond 102,400 bytes.'),
  sms: messageSchema.shape.sms,
  obstacle: z
    .string()
    .nullable()
    .describe('Why this contact would not get it as it is now.')
    .meta({ examples: ['The cart was empty when the message was due, or the catalog knows none of its products.'] }),
  findings: z.array(messageFindingSchema),
});

export type MessagePreview = z.infer<typeof messagePreviewSchema>;

export const messageTestSchema = z.strictObject({
  ...shown,
  to: z
    .string()
    .trim()
    .min(3)
    .max(320)
    .describe('An email address or a phone number. One that is not of a user of the shop needs `messages.test`.'),
});

export type MessageTest = z.infer<typeof messageTestSchema>;

/** A part that messages share, used by `{% render 'name' %}`. */
export const messageBlockSchema = z.strictObject({
  name: z
    .string()
    .regex(/^[a-z][a-z0-9_]{0,63}$/, 'lower case letters, digits and _, at most 64')
    .refine((value) => value !== 'product_grid', 'is built in'),
  body: z.string().max(messageLimits.maxBody).describe('MJML with Liquid. It may contain other blocks.'),
});

export type MessageBlock = z.infer<typeof messageBlockSchema>;

export const putMessageBlocksSchema = z.strictObject({
  blocks: z
    .array(messageBlockSchema)
    .max(messageLimits.maxBlocks)
    .refine((blocks) => new Set(blocks.map((block) => block.name)).size === blocks.length, 'each name once'),
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
  createMessage: {
    method: 'post',
    path: '/api/v1/messages',
    summary: 'Create a message as a draft.',
    access: 'messages.write',
    body: newMessageSchema,
    status: 201,
    response: messageDetailSchema,
    problems: ['conflict'],
  },
  readMessage: {
    method: 'get',
    path: '/api/v1/messages/{id}',
    summary: 'Read a message: what is published, its draft, and what is wrong with it.',
    access: 'messages.read',
    status: 200,
    response: messageDetailSchema,
  },
  changeMessage: {
    method: 'patch',
    path: '/api/v1/messages/{id}',
    summary: 'Change the draft of a message. A change that is based on an older version is refused.',
    access: 'messages.write',
    body: messageChangesSchema,
    status: 200,
    response: messageDetailSchema,
    problems: ['conflict'],
  },
  publishMessage: {
    method: 'post',
    path: '/api/v1/messages/{id}/publish',
    summary: 'Publish the draft: every delivery that is sent from now on has it.',
    access: 'messages.write',
    body: messagePublicationSchema,
    status: 200,
    response: messageDetailSchema,
    problems: ['conflict'],
  },
  listMessageVersions: {
    method: 'get',
    path: '/api/v1/messages/{id}/versions',
    summary: 'List the published versions of a message, the newest first.',
    access: 'messages.read',
    query: z.strictObject(pageQuery),
    status: 200,
    response: pageOf(messageVersionSchema),
  },
  previewMessage: {
    method: 'post',
    path: '/api/v1/messages/{id}/preview',
    summary: 'Show a message as a contact would get it now. Its links to their preferences lead nowhere.',
    access: 'messages.read',
    body: messagePreviewRequestSchema,
    status: 200,
    response: messagePreviewSchema,
    isRepeatable: true,
    withoutIdempotencyKey: 'It changes nothing, and a repeat should show the catalog of now.',
  },
  testMessage: {
    method: 'post',
    path: '/api/v1/messages/{id}/test',
    summary:
      'Send a message to yourself, as a contact would get it now. It is no delivery: it counts in no statistics and to no limit of a contact.',
    access: 'messages.write',
    body: messageTestSchema,
    status: 202,
    response: z.object({ result: z.literal('queued') }),
    problems: ['conflict', 'permission_denied', 'rate_limited'],
  },
  listMessageBlocks: {
    method: 'get',
    path: '/api/v1/message-blocks',
    summary: 'List the blocks that messages share.',
    access: 'messages.read',
    status: 200,
    response: wholeListOf(messageBlockSchema),
  },
  putMessageBlocks: {
    method: 'put',
    path: '/api/v1/message-blocks',
    summary:
      'Replace the blocks. Messages that are sent from now on have the new ones. A block that a message uses cannot be left out, and blocks cannot contain each other.',
    access: 'messages.write',
    body: putMessageBlocksSchema,
    status: 200,
    response: wholeListOf(messageBlockSchema),
    problems: ['conflict'],
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
