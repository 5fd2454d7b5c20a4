import { boolean, pgTable, text } from 'drizzle-orm/pg-core';
import { id, instant, wholeNumber } from '../db/index.ts';
import type { Kind } from './kinds.ts';

export const retentionRuns = pgTable('retention_runs', {
  tenantId: id('tenant_id', 'ten').notNull(),
  kind: text('kind').$type<Kind>().notNull(),
  place: text('place'),
  isUnderWay: boolean('is_under_way').notNull().default(false),
  finishedAt: instant('finished_at'),
  nextAt: instant('next_at').notNull(),
  removedLastRun: wholeNumber('removed_last_run').notNull().default(0),
  removedEver: wholeNumber('removed_ever').notNull().default(0),
  retryAt: instant('retry_at'),
  failure: text('failure'),
});
