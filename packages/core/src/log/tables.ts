import { sql } from 'drizzle-orm';
import { boolean, integer, pgTable, smallint, text, uuid } from 'drizzle-orm/pg-core';
import { id, instant, json, transactionId, wholeNumber } from '../db/index.ts';

export const events = pgTable('events', {
  seq: wholeNumber('seq').notNull().generatedAlwaysAsIdentity(),
  xact: transactionId('xact').notNull().default(sql`pg_current_xact_id()`),
  bucket: smallint('bucket').notNull(),
  tenantId: id('tenant_id', 'ten').notNull(),
  sourceId: id('source_id', 'src').notNull(),
  id: uuid('id').notNull(),
  type: text('type').notNull(),
  isTrusted: boolean('is_trusted').notNull(),
  anonymousId: text('anonymous_id'),
  userId: text('user_id'),
  email: text('email'),
  properties: json<Record<string, unknown>>('properties').notNull(),
  context: json<Record<string, unknown>>('context').notNull(),
  catalogVersion: smallint('catalog_version').notNull(),
  occurredAt: instant('occurred_at').notNull(),
  claimedAt: instant('claimed_at'),
  receivedAt: instant('received_at').notNull(),
});

export const eventMentions = pgTable('event_mentions', {
  tenantId: id('tenant_id', 'ten').notNull(),
  address: text('address').notNull(),
  seq: wholeNumber('seq').notNull(),
});

export const differingRepeats = pgTable('differing_repeats', {
  tenantId: id('tenant_id', 'ten').notNull(),
  sourceId: id('source_id', 'src').notNull(),
  repeats: wholeNumber('repeats').notNull(),
  lastAt: instant('last_at').notNull(),
});

export const logCursors = pgTable('log_cursors', {
  consumer: text('consumer').notNull(),
  bucket: smallint('bucket').notNull(),
  xact: transactionId('xact').notNull().default('0'),
  seq: wholeNumber('seq').notNull().default(0),
  holder: text('holder'),
  fence: wholeNumber('fence').notNull().default(0),
  leaseUntil: instant('lease_until'),
  careful: integer('careful').notNull().default(0),
  suspectSeq: wholeNumber('suspect_seq'),
  suspectAttempts: integer('suspect_attempts').notNull().default(0),
  movedAt: instant('moved_at').notNull().default(sql`clock_timestamp()`),
});

export const logWorkers = pgTable('log_workers', {
  consumer: text('consumer').notNull(),
  holder: text('holder').notNull(),
  aliveUntil: instant('alive_until').notNull(),
});

export const logHome = pgTable('log_home', {
  isOnly: boolean('is_only').notNull().default(true),
  systemIdentifier: text('system_identifier'),
  since: instant('since').notNull().default(sql`clock_timestamp()`),
  rebaseUntil: wholeNumber('rebase_until'),
  rebased: wholeNumber('rebased'),
});

export const logRebase = pgTable('log_rebase', {
  consumer: text('consumer').notNull(),
  bucket: smallint('bucket').notNull(),
  xact: transactionId('xact').notNull(),
  seq: wholeNumber('seq').notNull(),
});
