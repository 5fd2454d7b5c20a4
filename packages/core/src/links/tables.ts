import { pgTable, text } from 'drizzle-orm/pg-core';
import { bytes, id, instant } from '../db/index.ts';

export const smsLinks = pgTable('sms_links', {
  code: text('code').primaryKey(),
  tenantId: id('tenant_id', 'ten').notNull(),
  contactId: id('contact_id', 'ctc').notNull(),
  phoneHash: bytes('phone_hash').notNull(),
  createdAt: instant('created_at').notNull(),
});

export const linkTargets = pgTable('link_targets', {
  code: text('code').primaryKey(),
  tenantId: id('tenant_id', 'ten').notNull(),
  urlHash: bytes('url_hash').notNull(),
  url: text('url').notNull(),
  contactId: id('contact_id', 'ctc'),
  usedAt: instant('used_at').notNull(),
});
