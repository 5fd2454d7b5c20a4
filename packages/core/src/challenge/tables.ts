import { pgTable } from 'drizzle-orm/pg-core';
import { bytes, id, instant } from '../db/index.ts';

export const spentChallenges = pgTable('spent_challenges', {
  tenantId: id('tenant_id', 'ten').notNull(),
  digest: bytes('digest').notNull(),
  submission: bytes('submission').notNull(),
  expiresAt: instant('expires_at').notNull(),
});
