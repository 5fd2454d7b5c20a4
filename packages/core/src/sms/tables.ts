import { pgTable, text } from 'drizzle-orm/pg-core';
import { id, instant } from '../db/index.ts';
import type { ReplyIntent, ReplyRule } from './reply-intent.ts';

export const receivedSms = pgTable('received_sms', {
  id: id('id', 'rcv').primaryKey(),
  tenantId: id('tenant_id', 'ten').notNull(),
  contactId: id('contact_id', 'ctc'),
  vendorId: text('vendor_id').notNull(),
  fromNumber: text('from_number').notNull(),
  toNumber: text('to_number').notNull(),
  text: text('text').notNull(),
  intent: text('intent').$type<ReplyIntent>(),
  rule: text('rule').$type<ReplyRule>(),
  receivedAt: instant('received_at').notNull(),
  createdAt: instant('created_at').notNull(),
});
