import type { NewCost } from '@beckon/contract';
import { date, pgTable, text } from 'drizzle-orm/pg-core';
import { id, instant, wholeNumber } from '../db/index.ts';

export const campaignCosts = pgTable('campaign_costs', {
  id: id('id', 'cst').primaryKey(),
  tenantId: id('tenant_id', 'ten').notNull(),
  campaignId: text('campaign_id').notNull(),
  amount: wholeNumber('amount').notNull(),
  currency: text('currency').notNull(),
  category: text('category').$type<NewCost['category']>().notNull(),
  day: date('day').notNull(),
  note: text('note').notNull().default(''),
  recordedAt: instant('recorded_at').notNull(),
});
