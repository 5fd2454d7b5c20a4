import type { WaitlistStatus } from '@beckon/contract';
import { integer, pgTable, text } from 'drizzle-orm/pg-core';
import { id, instant } from '../db/index.ts';

export const waitlistEntries = pgTable('waitlist_entries', {
  id: id('id', 'wle').primaryKey(),
  tenantId: id('tenant_id', 'ten').notNull(),
  contactId: id('contact_id', 'ctc').notNull(),
  productId: text('product_id').notNull(),
  variantId: text('variant_id').notNull().default(''),
  status: text('status').$type<WaitlistStatus>().notNull(),
  joinedAt: instant('joined_at').notNull(),
  restock: integer('restock'),
  messages: integer('messages').notNull().default(0),
  notifiedAt: instant('notified_at'),
  askedAt: instant('asked_at'),
  expiresAt: instant('expires_at').notNull(),
  endedAt: instant('ended_at'),
  signUpId: id('sign_up_id', 'sgn'),
  toldIn: text('told_in'),
});
