import { integer, pgTable, text } from 'drizzle-orm/pg-core';
import { bytes, instant } from '../db/index.ts';

export const rootSecrets = pgTable('root_secrets', {
  position: integer('position').notNull(),
  fingerprint: bytes('fingerprint').notNull(),
  since: instant('since').notNull(),
});

export const keptKeys = pgTable('kept_keys', {
  name: text('name').notNull(),
  sealedBy: integer('sealed_by').notNull(),
  sealed: bytes('sealed').notNull(),
});

export const pinnedFiles = pgTable('pinned_files', {
  name: text('name').notNull(),
  content: bytes('content').notNull(),
});
