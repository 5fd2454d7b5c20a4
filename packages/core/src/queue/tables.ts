import { integer, pgTable, text } from 'drizzle-orm/pg-core';
import { id, instant, json, wholeNumber } from '../db/index.ts';

export const jobs = pgTable('jobs', {
  id: id('id', 'job').primaryKey(),
  tenantId: id('tenant_id', 'ten').notNull(),
  kind: text('kind').notNull(),
  payload: json<object>('payload').notNull(),
  uniqueKey: text('unique_key'),
  status: text('status').notNull().default('ready'),
  runAt: instant('run_at').notNull(),
  attempts: integer('attempts').notNull().default(0),
  deaths: integer('deaths').notNull().default(0),
  fence: wholeNumber('fence').notNull().default(0),
  leaseUntil: instant('lease_until'),
  lastError: text('last_error'),
  createdAt: instant('created_at').notNull(),
  finishedAt: instant('finished_at'),
});
