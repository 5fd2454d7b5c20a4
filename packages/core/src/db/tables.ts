import { sql } from 'drizzle-orm';
import { pgTable, text } from 'drizzle-orm/pg-core';
import { instant } from './columns.ts';

export const migrations = pgTable('migrations', {
  name: text('name').notNull(),
  digest: text('digest').notNull(),
  appliedAt: instant('applied_at').notNull().default(sql`clock_timestamp()`),
});
