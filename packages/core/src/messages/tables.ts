import type { Delivery, DeliveryOrigin, MessageContents, ProviderEvent, UtmRules } from '@beckon/contract';
import { boolean, integer, pgTable, text } from 'drizzle-orm/pg-core';
import { bytes, id, instant, json, wholeNumber } from '../db/index.ts';
import type { Channel } from '../ports/index.ts';
import type { GateFacts } from './gate.ts';
import type { MachineReason } from './machines.ts';

export const messages = pgTable('messages', {
  id: id('id', 'msg').primaryKey(),
  tenantId: id('tenant_id', 'ten').notNull(),
  key: text('key').notNull(),
  name: text('name').notNull(),
  channel: text('channel').$type<Channel>().notNull(),
  category: text('category').$type<'transactional' | 'marketing'>().notNull(),
  subject: text('subject').notNull(),
  body: text('body').notNull(),
  updatedAt: instant('updated_at').notNull(),
  topicId: text('topic_id'),
  language: text('language').notNull().default('en'),
  preheader: text('preheader').notNull().default(''),
  version: integer('version').notNull().default(1),
  publishedVersion: integer('published_version').default(1),
  utm: json<UtmRules>('utm').notNull().default({}),
});

export const messageVersions = pgTable('message_versions', {
  tenantId: id('tenant_id', 'ten').notNull(),
  messageId: id('message_id', 'msg').notNull(),
  version: integer('version').notNull(),
  contents: json<MessageContents>('contents').notNull(),
  publishedAt: instant('published_at'),
  utm: json<UtmRules>('utm').notNull().default({}),
});

export const messageBlocks = pgTable('message_blocks', {
  tenantId: id('tenant_id', 'ten').notNull(),
  name: text('name').notNull(),
  body: text('body').notNull(),
  updatedAt: instant('updated_at').notNull(),
});

export const messageTranslations = pgTable('message_translations', {
  tenantId: id('tenant_id', 'ten').notNull(),
  messageId: id('message_id', 'msg').notNull(),
  language: text('language').notNull(),
  subject: text('subject').notNull(),
  preheader: text('preheader').notNull().default(''),
  body: text('body').notNull(),
  updatedAt: instant('updated_at').notNull(),
});

export const deliveries = pgTable('deliveries', {
  id: id('id', 'dlv').primaryKey(),
  tenantId: id('tenant_id', 'ten').notNull(),
  contactId: id('contact_id', 'ctc').notNull(),
  messageId: id('message_id', 'msg').notNull(),
  channel: text('channel').$type<Channel>().notNull(),
  category: text('category').$type<'transactional' | 'marketing'>().notNull(),
  businessKey: text('business_key').notNull(),
  variables: json<Record<string, unknown>>('variables').notNull(),
  status: text('status').$type<Delivery['status']>().notNull().default('due'),
  reason: text('reason'),
  attempts: integer('attempts').notNull().default(0),
  fence: wholeNumber('fence').notNull().default(0),
  platform: text('platform'),
  vendorId: text('vendor_id'),
  createdAt: instant('created_at').notNull(),
  dispatchedAt: instant('dispatched_at'),
  finishedAt: instant('finished_at'),
  productId: text('product_id'),
  variantId: text('variant_id'),
  language: text('language'),
  waitsUntil: instant('waits_until'),
  origin: json<DeliveryOrigin>('origin').notNull().default({ kind: 'system' }),
  facts: json<GateFacts>('facts'),
  addressHash: bytes('address_hash'),
  deliveredAt: instant('delivered_at'),
  bouncedAt: instant('bounced_at'),
  complainedAt: instant('complained_at'),
  openedAt: instant('opened_at'),
  clickedAt: instant('clicked_at'),
  messageVersion: integer('message_version'),
  unsubscribedAt: instant('unsubscribed_at'),
  overrideId: id('override_id', 'ovr'),
  mailboxProvider: text('mailbox_provider'),
});

export const deliveryCounts = pgTable('delivery_counts', {
  id: wholeNumber('id').primaryKey(),
  tenantId: id('tenant_id', 'ten').notNull(),
  slot: instant('slot').notNull(),
  originKind: text('origin_kind').notNull(),
  originId: text('origin_id').notNull(),
  stepId: text('step_id').notNull(),
  messageId: id('message_id', 'msg').notNull(),
  variation: text('variation').notNull(),
  isRetired: boolean('is_retired').notNull().default(false),
  sent: wholeNumber('sent').notNull(),
  delivered: wholeNumber('delivered').notNull(),
  bounced: wholeNumber('bounced').notNull(),
  failed: wholeNumber('failed').notNull(),
  skipped: wholeNumber('skipped').notNull(),
  uncertain: wholeNumber('uncertain').notNull(),
  opened: wholeNumber('opened').notNull(),
  clicked: wholeNumber('clicked').notNull(),
  complained: wholeNumber('complained').notNull(),
  unsubscribed: wholeNumber('unsubscribed').notNull(),
});

export const messageOverrides = pgTable('message_overrides', {
  id: id('id', 'ovr').primaryKey(),
  tenantId: id('tenant_id', 'ten').notNull(),
  subjects: json<Record<string, string>>('subjects').notNull(),
  preheaders: json<Record<string, string>>('preheaders').notNull(),
  senderName: text('sender_name'),
  createdAt: instant('created_at').notNull(),
});

export const deliveryHolds = pgTable('delivery_holds', {
  tenantId: id('tenant_id', 'ten').notNull(),
  originId: text('origin_id').notNull(),
  since: instant('since').notNull(),
  isFinal: boolean('is_final').notNull().default(false),
});

export const providerEvents = pgTable('provider_events', {
  tenantId: id('tenant_id', 'ten').notNull(),
  deliveryId: id('delivery_id', 'dlv').notNull(),
  eventId: text('event_id').notNull(),
  kind: text('kind').$type<ProviderEvent['kind']>().notNull(),
  bounce: text('bounce').$type<'hard' | 'soft'>(),
  detail: text('detail'),
  addressHash: bytes('address_hash'),
  occurredAt: instant('occurred_at').notNull(),
  recordedAt: instant('recorded_at').notNull(),
  machine: text('machine').$type<MachineReason>(),
});

export const mailFetches = pgTable('mail_fetches', {
  tenantId: id('tenant_id', 'ten').notNull(),
  deliveryId: id('delivery_id', 'dlv').notNull(),
  linkCode: text('link_code').notNull(),
  slot: wholeNumber('slot').notNull(),
  machine: text('machine').$type<MachineReason | ''>().notNull(),
  fetchedAt: instant('fetched_at').notNull(),
  count: integer('count').notNull(),
});

export const mailEngagement = pgTable('mail_engagement', {
  tenantId: id('tenant_id', 'ten').notNull(),
  deliveryId: id('delivery_id', 'dlv').notNull(),
  linkCode: text('link_code').notNull(),
  byPeople: integer('by_people').notNull(),
  byMachines: integer('by_machines').notNull(),
});

export const pushOutcomes = pgTable('push_outcomes', {
  tenantId: id('tenant_id', 'ten').notNull(),
  deliveryId: id('delivery_id', 'dlv').notNull(),
  subscriptionId: id('subscription_id', 'psh').notNull(),
  outcome: text('outcome').notNull(),
  reason: text('reason'),
  recordedAt: instant('recorded_at').notNull(),
});
