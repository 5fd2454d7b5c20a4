import type { SegmentDefinition } from '@beckon/contract';
import { boolean, integer, pgTable, text } from 'drizzle-orm/pg-core';
import { id, instant, json } from '../db/index.ts';

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
