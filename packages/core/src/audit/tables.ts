import type { AuditEntry } from '@beckon/contract';
import { pgTable, text } from 'drizzle-orm/pg-core';
import { id, instant, json } from '../db/index.ts';

export const auditEntries = pgTable('audit_entries', {
  id: id('id', 'aud').primaryKey(),
  tenantId: id('tenant_id', 'ten').notNull(),
  actorKind: text('actor_kind').notNull(),
  actorId: text('actor_id'),
  actorName: text('actor_name').notNull(),
  action: text('action').$type<AuditEntry['action']>().notNull(),
  targetKind: text('target_kind').notNull(),
  targetId: text('target_id'),
  summary: text('summary').notNull(),
  before: json('before'),
  after: json('after'),
  occurredAt: instant('occurred_at').notNull(),
});
