import { integer, pgTable, text } from 'drizzle-orm/pg-core';
import { id, instant } from '../db/index.ts';

export const couponPools = pgTable('coupon_pools', {
  tenantId: id('tenant_id', 'ten').notNull(),
  key: text('key').notNull(),
  name: text('name').notNull(),
  prefix: text('prefix'),
  validDays: integer('valid_days'),
  createdAt: instant('created_at').notNull(),
});

export const couponCodes = pgTable('coupon_codes', {
  tenantId: id('tenant_id', 'ten').notNull(),
  poolKey: text('pool_key').notNull(),
  code: text('code').notNull(),
  expiresAt: instant('expires_at'),
  addedAt: instant('added_at').notNull(),
  holder: text('holder'),
  contactId: id('contact_id', 'ctc'),
  deliveryId: id('delivery_id', 'dlv'),
  givenAt: instant('given_at'),
  validUntil: instant('valid_until'),
});
