import { integer, pgTable, smallint } from 'drizzle-orm/pg-core';
import { bytes, id, instant } from '../db/index.ts';

export const idempotencyKeys = pgTable('idempotency_keys', {
  tenantId: id('tenant_id', 'ten').notNull(),
  digest: bytes('digest').notNull(),
  fingerprint: bytes('fingerprint').notNull(),
  fence: integer('fence').notNull(),
  leasedUntil: instant('leased_until').notNull(),
  status: smallint('status'),
  answer: bytes('answer'),
  createdAt: instant('created_at').notNull(),
  expiresAt: instant('expires_at').notNull(),
});
