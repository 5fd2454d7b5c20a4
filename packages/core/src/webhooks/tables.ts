import { integer, pgTable } from 'drizzle-orm/pg-core';
import { id, instant } from '../db/index.ts';

export const webhookSecrets = pgTable('webhook_secrets', {
  tenantId: id('tenant_id', 'ten').primaryKey(),
  no: integer('no').notNull(),
  since: instant('since').notNull(),
});
