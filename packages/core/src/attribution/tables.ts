import type { AttributionModel, AttributionWindows, TouchChannel, TouchKind, Touchpoint } from '@beckon/contract';
import { boolean, integer, pgTable, text } from 'drizzle-orm/pg-core';
import { id, instant, json, wholeNumber } from '../db/index.ts';

export const attributionSettings = pgTable('attribution_settings', {
  tenantId: id('tenant_id', 'ten').notNull(),
  model: text('model').$type<AttributionModel>().notNull(),
  windows: json<AttributionWindows>('windows').notNull(),
});

export const orderCredits = pgTable('order_credits', {
  tenantId: id('tenant_id', 'ten').notNull(),
  orderId: text('order_id').notNull(),
  place: integer('place').notNull(),
  contactId: id('contact_id', 'ctc'),
  placedAt: instant('placed_at').notNull(),
  isCancelled: boolean('is_cancelled').notNull(),
  currency: text('currency').notNull(),
  net: wholeNumber('net').notNull(),
  refunded: wholeNumber('refunded').notNull(),
  kind: text('kind').$type<TouchKind | 'none'>().notNull(),
  channel: text('channel').$type<TouchChannel>(),
  source: text('source'),
  campaignId: text('campaign_id'),
  flowId: text('flow_id'),
  messageId: text('message_id'),
  deliveryId: text('delivery_id'),
  variation: text('variation'),
  touchedAt: instant('touched_at'),
  isFirst: boolean('is_first').notNull(),
  isLast: boolean('is_last').notNull(),
  isLastNonDirect: boolean('is_last_non_direct').notNull(),
  linearNet: wholeNumber('linear_net').notNull(),
  linearRefunded: wholeNumber('linear_refunded').notNull(),
  positionNet: wholeNumber('position_net').notNull(),
  positionRefunded: wholeNumber('position_refunded').notNull(),
  timeDecayNet: wholeNumber('time_decay_net').notNull(),
  timeDecayRefunded: wholeNumber('time_decay_refunded').notNull(),
});

export const attributionMarks = pgTable('attribution_marks', {
  id: wholeNumber('id').notNull().generatedAlwaysAsIdentity(),
  tenantId: id('tenant_id', 'ten').notNull(),
  orderId: text('order_id'),
});

export const conversions = pgTable('conversions', {
  tenantId: id('tenant_id', 'ten').notNull(),
  orderId: text('order_id').notNull(),
  contactId: id('contact_id', 'ctc'),
  model: text('model').$type<AttributionModel>().notNull(),
  value: wholeNumber('value').notNull(),
  currency: text('currency').notNull(),
  firstTouch: json<Touchpoint>('first_touch'),
  lastTouch: json<Touchpoint>('last_touch'),
  convertedAt: instant('converted_at').notNull(),
  recordedAt: instant('recorded_at').notNull(),
});
