import { boolean, integer, pgTable, text } from 'drizzle-orm/pg-core';
import { id, instant } from '../db/index.ts';

export const topics = pgTable('topics', {
  tenantId: id('tenant_id', 'ten').notNull(),
  id: text('id').notNull(),
  name: text('name').notNull(),
  description: text('description').notNull(),
  position: integer('position').notNull(),
});

export const contactTopics = pgTable('contact_topics', {
  tenantId: id('tenant_id', 'ten').notNull(),
  contactId: id('contact_id', 'ctc').notNull(),
  topicId: text('topic_id').notNull(),
  isWanted: boolean('is_wanted').notNull(),
  saidAt: instant('said_at').notNull(),
});
