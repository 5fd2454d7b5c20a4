import { date, pgTable, text } from 'drizzle-orm/pg-core';
import { id, instant } from '../db/index.ts';

export const visitorAddresses = pgTable('visitor_addresses', {
  tenantId: id('tenant_id', 'ten').notNull(),
  anonymousId: text('anonymous_id').notNull(),
  day: date('day').notNull(),
  ipPrefix: text('ip_prefix').notNull(),
  expiresAt: instant('expires_at').notNull(),
});
