import { integer, pgTable, primaryKey, smallint, text } from 'drizzle-orm/pg-core';
import { id, instant, json, wholeNumber } from '../db/index.ts';
import type { JobStatus, Priority } from './job.ts';

/** Jobs that are not over, and dead ones. */
export const jobs = pgTable('jobs', {
  id: id('id', 'job').primaryKey(),
  tenantId: id('tenant_id', 'ten').notNull(),
  kind: text('kind').notNull(),
  payload: json<object>('payload').notNull(),
  uniqueKey: text('unique_key'),
  priority: smallint('priority').$type<Priority>().notNull(),
  limitKey: text('limit_key'),
  status: text('status').$type<JobStatus>().notNull(),
  runAt: instant('run_at').notNull(),
  turn: wholeNumber('turn'),
  attempts: integer('attempts').notNull().default(0),
  deaths: integer('deaths').notNull().default(0),
  fence: wholeNumber('fence').notNull().default(0),
  leaseUntil: instant('lease_until'),
  lastError: text('last_error'),
  createdAt: instant('created_at').notNull(),
  diedAt: instant('died_at'),
  failedAt: instant('failed_at'),
});

export const jobKeys = pgTable(
  'job_keys',
  {
    tenantId: id('tenant_id', 'ten').notNull(),
    kind: text('kind').notNull(),
    uniqueKey: text('unique_key').notNull(),
    jobId: id('job_id', 'job').notNull(),
  },
  (table) => [primaryKey({ columns: [table.tenantId, table.kind, table.uniqueKey] })],
);

export const finishedJobs = pgTable(
  'finished_jobs',
  {
    tenantId: id('tenant_id', 'ten').notNull(),
    finishedAt: instant('finished_at').notNull(),
    id: id('id', 'job').notNull(),
    kind: text('kind').notNull(),
    uniqueKey: text('unique_key'),
    attempts: integer('attempts').notNull(),
    createdAt: instant('created_at').notNull(),
  },
  (table) => [primaryKey({ columns: [table.tenantId, table.finishedAt, table.id] })],
);

export const jobLimits = pgTable(
  'job_limits',
  {
    tenantId: id('tenant_id', 'ten').notNull(),
    key: text('key').notNull(),
    maxStarts: integer('max_starts'),
    windowMs: wholeNumber('window_ms'),
    maxRunning: integer('max_running'),
  },
  (table) => [primaryKey({ columns: [table.tenantId, table.key] })],
);

export const jobStarts = pgTable('job_starts', {
  tenantId: id('tenant_id', 'ten').notNull(),
  key: text('key').notNull(),
  startedAt: instant('started_at').notNull(),
  jobs: integer('jobs').notNull(),
});
