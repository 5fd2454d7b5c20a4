import type { AlertRuleKey } from '@beckon/contract';
import { boolean, doublePrecision, integer, pgTable, primaryKey, text } from 'drizzle-orm/pg-core';
import { id, instant } from '../db/index.ts';

export const alerts = pgTable('alerts', {
  id: id('id', 'alr').primaryKey(),
  tenantId: id('tenant_id', 'ten').notNull(),
  rule: text('rule').$type<AlertRuleKey>().notNull(),
  cause: text('cause').notNull(),
  text: text('text').notNull(),
  openedAt: instant('opened_at').notNull(),
  resolvedAt: instant('resolved_at'),
  value: doublePrecision('value'),
  worstValue: doublePrecision('worst_value'),
  belowSince: instant('below_since'),
  openedToldAt: instant('opened_told_at'),
  resolvedToldAt: instant('resolved_told_at'),
});

export const alertRules = pgTable(
  'alert_rules',
  {
    tenantId: id('tenant_id', 'ten').notNull(),
    rule: text('rule').$type<AlertRuleKey>().notNull(),
    threshold: doublePrecision('threshold'),
    isMuted: boolean('is_muted').notNull(),
    updatedAt: instant('updated_at').notNull(),
  },
  (table) => [primaryKey({ columns: [table.tenantId, table.rule] })],
);

export const alertClocks = pgTable('alert_clocks', {
  tenantId: id('tenant_id', 'ten').primaryKey(),
  evaluatedAt: instant('evaluated_at').notNull(),
  toldAt: instant('told_at'),
});

export const slowAnswers = pgTable(
  'slow_answers',
  {
    tenantId: id('tenant_id', 'ten').notNull(),
    route: text('route').notNull(),
    minute: instant('minute').notNull(),
    requests: integer('requests').notNull(),
    slowestMs: integer('slowest_ms').notNull(),
  },
  (table) => [primaryKey({ columns: [table.tenantId, table.route, table.minute] })],
);
