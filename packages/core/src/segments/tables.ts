import type { SegmentDefinition } from '@beckon/contract';
import { boolean, integer, pgTable, text } from 'drizzle-orm/pg-core';
import { id, instant, json, transactionId, wholeNumber } from '../db/index.ts';

export const segments = pgTable('segments', {
  id: id('id', 'seg').primaryKey(),
  tenantId: id('tenant_id', 'ten').notNull(),
  name: text('name').notNull(),
  description: text('description').notNull(),
  definition: json<SegmentDefinition>('definition'),
  version: integer('version').notNull().default(1),
  createdAt: instant('created_at').notNull(),
  updatedAt: instant('updated_at').notNull(),
  archivedAt: instant('archived_at'),
});

export const segmentOverrides = pgTable('segment_overrides', {
  tenantId: id('tenant_id', 'ten').notNull(),
  segmentId: id('segment_id', 'seg').notNull(),
  contactId: id('contact_id', 'ctc').notNull(),
  isMember: boolean('is_member').notNull(),
  changedAt: instant('changed_at').notNull(),
});

export const segmentMembers = pgTable('segment_members', {
  tenantId: id('tenant_id', 'ten').notNull(),
  segmentId: id('segment_id', 'seg').notNull(),
  contactId: id('contact_id', 'ctc').notNull(),
  since: instant('since').notNull(),
});

export const segmentChanges = pgTable('segment_changes', {
  id: wholeNumber('id').primaryKey(),
  tenantId: id('tenant_id', 'ten').notNull(),
  segmentId: id('segment_id', 'seg').notNull(),
  contactId: id('contact_id', 'ctc').notNull(),
  change: text('change').$type<'entered' | 'left'>().notNull(),
  reason: text('reason').$type<EvaluationCause | 'rule_removed'>().notNull(),
  at: instant('at').notNull(),
});

export const segmentCounts = pgTable('segment_counts', {
  id: wholeNumber('id').primaryKey(),
  tenantId: id('tenant_id', 'ten').notNull(),
  segmentId: id('segment_id', 'seg').notNull(),
  members: wholeNumber('members').notNull(),
});

/** Why the memberships of a contact are evaluated again. */
export type EvaluationCause = 'contact_changed' | 'imported' | 'time_passed' | 'by_hand' | 'rule_changed';

export const segmentMarks = pgTable('segment_marks', {
  id: wholeNumber('id').primaryKey(),
  tenantId: id('tenant_id', 'ten').notNull(),
  contactId: id('contact_id', 'ctc').notNull(),
  cause: text('cause').$type<EvaluationCause>().notNull(),
  segmentId: id('segment_id', 'seg'),
});

export const segmentEvaluations = pgTable('segment_evaluations', {
  segmentId: id('segment_id', 'seg').primaryKey(),
  tenantId: id('tenant_id', 'ten').notNull(),
  request: wholeNumber('request').notNull().default(1),
  unmarkedBelow: transactionId('unmarked_below'),
  differing: integer('differing'),
  waitsFor: transactionId('waits_for'),
});

export const segmentClocks = pgTable('segment_clocks', {
  tenantId: id('tenant_id', 'ten').primaryKey(),
  occurrencesAt: instant('occurrences_at').notNull(),
  contactsAt: instant('contacts_at').notNull(),
});
