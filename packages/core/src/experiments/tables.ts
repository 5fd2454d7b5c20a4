import type { ExperimentMetric, ExperimentVariation } from '@beckon/contract';
import { integer, pgTable, text } from 'drizzle-orm/pg-core';
import { id, instant, json } from '../db/index.ts';
import type { StoredOwner } from './stored-experiments.ts';
import type { Tally } from './tally.ts';

export const experiments = pgTable('experiments', {
  id: id('id', 'exp').primaryKey(),
  tenantId: id('tenant_id', 'ten').notNull(),
  owner: json<StoredOwner>('owner').notNull(),
  metric: text('metric').$type<ExperimentMetric>().notNull(),
  variations: json<ExperimentVariation[]>('variations').notNull(),
  decideAfterSeconds: integer('decide_after_seconds'),
  windowDays: integer('window_days').notNull().default(5),
  createdAt: instant('created_at').notNull(),
  startedAt: instant('started_at'),
  winner: text('winner'),
  decidedBy: text('decided_by').$type<'rule' | 'user'>(),
  decidedAt: instant('decided_at'),
  decidedOn: json<Tally[]>('decided_on'),
  keptTallies: json<Tally[]>('kept_tallies'),
  keptAt: instant('kept_at'),
  keptTookMs: integer('kept_took_ms'),
});

export const experimentAssignments = pgTable('experiment_assignments', {
  tenantId: id('tenant_id', 'ten').notNull(),
  experimentId: id('experiment_id', 'exp').notNull(),
  contactId: id('contact_id', 'ctc').notNull(),
  variation: text('variation').notNull(),
  assignedAt: instant('assigned_at').notNull(),
});

export const holdoutCounts = pgTable('holdout_counts', {
  tenantId: id('tenant_id', 'ten').primaryKey(),
  since: instant('since').notNull(),
  groups: json<Tally[]>('groups').notNull(),
  tookMs: integer('took_ms').notNull(),
  takenAt: instant('taken_at').notNull(),
});
