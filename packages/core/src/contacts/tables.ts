import type { Frequency, Touch, VisitorLink } from '@beckon/contract';
import { sql } from 'drizzle-orm';
import { boolean, integer, pgTable, pgView, text } from 'drizzle-orm/pg-core';
import { bytes, id, instant, json, texts, transactionId, wholeNumber } from '../db/index.ts';
import type { FactsBefore } from './merges.ts';
import type { Traces } from './traces.ts';

export const contacts = pgTable('contacts', {
  id: id('id', 'ctc').primaryKey(),
  tenantId: id('tenant_id', 'ten').notNull(),
  userId: text('user_id'),
  email: text('email'),
  emailVerifiedAt: instant('email_verified_at'),
  phone: text('phone'),
  firstName: text('first_name'),
  lastName: text('last_name'),
  language: text('language'),
  timezone: text('timezone'),
  properties: json<Record<string, unknown>>('properties').notNull().default({}),
  registeredAt: instant('registered_at'),
  orderCount: integer('order_count').notNull().default(0),
  lifetimeValue: wholeNumber('lifetime_value').notNull().default(0),
  firstOrderAt: instant('first_order_at'),
  lastOrderAt: instant('last_order_at'),
  lastSeenAt: instant('last_seen_at'),
  createdAt: instant('created_at').notNull(),
  mergedInto: id('merged_into', 'ctc'),
  mayMerge: boolean('may_merge').notNull().default(true),
  generation: integer('generation').notNull().default(0),
  frequency: text('frequency').$type<Frequency>(),
  pausedUntil: instant('paused_until'),
  erasedAt: instant('erased_at'),
  mailboxHash: bytes('mailbox_hash'),
  frequencySaidAt: instant('frequency_said_at'),
  pauseSaidAt: instant('pause_said_at'),
});

export const contactMerges = pgTable('contact_merges', {
  id: id('id', 'mrg').primaryKey(),
  tenantId: id('tenant_id', 'ten').notNull(),
  contactId: id('contact_id', 'ctc').notNull(),
  mergedId: id('merged_id', 'ctc').notNull(),
  userId: text('user_id').notNull(),
  seq: wholeNumber('seq').notNull(),
  factsBefore: json<FactsBefore>('facts_before').notNull(),
  mergedAt: instant('merged_at').notNull(),
  undoneAt: instant('undone_at'),
  repointed: texts('repointed').notNull().default([]),
});

export const formerAddresses = pgTable('former_addresses', {
  tenantId: id('tenant_id', 'ten').notNull(),
  email: text('email').notNull(),
  contactId: id('contact_id', 'ctc').notNull(),
  leftAt: instant('left_at').notNull(),
  mailboxHash: bytes('mailbox_hash'),
});

export const visitors = pgTable('visitors', {
  id: id('id', 'vis').primaryKey(),
  tenantId: id('tenant_id', 'ten').notNull(),
  anonymousId: text('anonymous_id').notNull(),
  firstSeenAt: instant('first_seen_at').notNull(),
  lastSeenAt: instant('last_seen_at').notNull(),
  firstTouch: json<Touch>('first_touch'),
  lastTouch: json<Touch>('last_touch'),
});

export const visitorLinks = pgTable('visitor_links', {
  tenantId: id('tenant_id', 'ten').notNull(),
  visitorId: id('visitor_id', 'vis').notNull(),
  seq: wholeNumber('seq').notNull(),
  contactId: id('contact_id', 'ctc'),
  how: text('how').$type<VisitorLink['how']>().notNull(),
  since: instant('since').notNull(),
  linkedAt: instant('linked_at').notNull(),
  undoneAt: instant('undone_at'),
});

export const visitorPeriods = pgView('visitor_periods', {
  tenantId: id('tenant_id', 'ten'),
  visitorId: id('visitor_id', 'vis'),
  contactId: id('contact_id', 'ctc'),
  since: instant('since'),
  until: instant('until'),
}).existing();

export const orders = pgTable('orders', {
  tenantId: id('tenant_id', 'ten').notNull(),
  orderId: text('order_id').notNull(),
  contactId: id('contact_id', 'ctc'),
  total: wholeNumber('total').notNull(),
  currency: text('currency').notNull(),
  placedAt: instant('placed_at').notNull(),
  seq: wholeNumber('seq').notNull(),
  refunded: wholeNumber('refunded').notNull().default(0),
  cancelledAt: instant('cancelled_at'),
});

export const orderRefunds = pgTable('order_refunds', {
  tenantId: id('tenant_id', 'ten').notNull(),
  orderId: text('order_id').notNull(),
  refundId: text('refund_id').notNull(),
  amount: wholeNumber('amount').notNull(),
  currency: text('currency').notNull(),
  refundedAt: instant('refunded_at').notNull(),
  seq: wholeNumber('seq').notNull(),
});

export const orderCancellations = pgTable('order_cancellations', {
  tenantId: id('tenant_id', 'ten').notNull(),
  orderId: text('order_id').notNull(),
  cancelledAt: instant('cancelled_at').notNull(),
  seq: wholeNumber('seq').notNull(),
});

export const timeline = pgTable('timeline', {
  seq: wholeNumber('seq').notNull(),
  tenantId: id('tenant_id', 'ten').notNull(),
  personId: text('person_id').notNull(),
  occurredAt: instant('occurred_at').notNull(),
  typeId: integer('type_id'),
  productId: text('product_id'),
});

export const eventTypes = pgTable('event_types', {
  id: integer('id').primaryKey(),
  tenantId: id('tenant_id', 'ten').notNull(),
  type: text('type').notNull(),
});

export const erasures = pgTable('erasures', {
  id: id('id', 'ers').primaryKey(),
  tenantId: id('tenant_id', 'ten').notNull(),
  contactId: id('contact_id', 'ctc').notNull(),
  method: text('method').notNull(),
  status: text('status').$type<'running' | 'done'>().notNull().default('running'),
  traces: json<Traces>('traces').notNull(),
  requestedAt: instant('requested_at').notNull(),
  xact: transactionId('xact').notNull().default(sql`pg_current_xact_id()`),
  erasedEvents: integer('erased_events').notNull().default(0),
  finishedAt: instant('finished_at'),
});

export const pushSubscriptions = pgTable('push_subscriptions', {
  id: id('id', 'psh').primaryKey(),
  tenantId: id('tenant_id', 'ten').notNull(),
  contactId: id('contact_id', 'ctc').notNull(),
  endpoint: text('endpoint').notNull(),
  p256dh: text('p256dh').notNull(),
  auth: text('auth').notNull(),
  wordingVersion: text('wording_version').notNull(),
  language: text('language'),
  client: json<Record<string, string | null>>('client').notNull(),
  createdAt: instant('created_at').notNull(),
  seenAt: instant('seen_at').notNull(),
  lastOkAt: instant('last_ok_at'),
  failures: integer('failures').notNull().default(0),
});
