import { date, integer, pgTable, text } from 'drizzle-orm/pg-core';
import { id, instant, json, wholeNumber } from '../db/index.ts';
import type { Counts } from './count-stats.ts';

export const widgetUses = pgTable('widget_uses', {
  tenantId: id('tenant_id', 'ten').notNull(),
  widget: text('widget').notNull(),
  formId: text('form_id').notNull(),
  variation: text('variation').notNull(),
  day: date('day').notNull(),
  viewed: wholeNumber('viewed').notNull(),
  started: wholeNumber('started').notNull(),
  submitted: wholeNumber('submitted').notNull(),
  succeeded: wholeNumber('succeeded').notNull(),
  failed: wholeNumber('failed').notNull(),
  dismissed: wholeNumber('dismissed').notNull(),
});

export const retiredWidgetUses = pgTable('retired_widget_uses', {
  tenantId: id('tenant_id', 'ten').notNull(),
  widget: text('widget').notNull(),
  formId: text('form_id').notNull(),
  variation: text('variation').notNull(),
  day: date('day').notNull(),
  viewed: wholeNumber('viewed').notNull(),
  started: wholeNumber('started').notNull(),
  submitted: wholeNumber('submitted').notNull(),
  succeeded: wholeNumber('succeeded').notNull(),
  failed: wholeNumber('failed').notNull(),
  dismissed: wholeNumber('dismissed').notNull(),
});

export const tenantCounts = pgTable('tenant_counts', {
  tenantId: id('tenant_id', 'ten').notNull(),
  counts: json<Counts>('counts').notNull(),
  tookMs: integer('took_ms').notNull(),
  takenAt: instant('taken_at').notNull(),
});
