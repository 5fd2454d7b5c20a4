import type { QuarantineReason } from '@beckon/contract';
import { sql } from 'drizzle-orm';
import { boolean, integer, pgTable, smallint, text } from 'drizzle-orm/pg-core';
import { bytes, id, instant, json, wholeNumber } from '../db/index.ts';

export const quarantine = pgTable('quarantine', {
  id: id('id', 'qrt').primaryKey(),
  tenantId: id('tenant_id', 'ten').notNull(),
  sourceId: id('source_id', 'src').notNull(),
  eventId: text('event_id'),
  isTrusted: boolean('is_trusted').notNull(),
  consumer: text('consumer'),
  seq: wholeNumber('seq'),
  code: text('code').$type<QuarantineReason>().notNull(),
  reason: text('reason').notNull(),
  raw: bytes('raw').notNull(),
  envelope: json<object>('envelope').notNull().default({}),
  catalogVersion: smallint('catalog_version').notNull(),
  receivedAt: instant('received_at').notNull(),
  resolvedAt: instant('resolved_at'),
  resolution: text('resolution'),
  digest: bytes('digest').notNull().generatedAlwaysAs(sql`sha256(raw)`),
  envelopeId: id('envelope_id', 'env'),
  bytes: integer('bytes').notNull().default(0),
});

export const quarantineEnvelopes = pgTable('quarantine_envelopes', {
  id: id('id', 'env').primaryKey(),
  tenantId: id('tenant_id', 'ten').notNull(),
  envelope: json<object>('envelope').notNull(),
});

export const quarantineOverflow = pgTable('quarantine_overflow', {
  tenantId: id('tenant_id', 'ten').notNull(),
  sourceId: id('source_id', 'src').notNull(),
  code: text('code').$type<QuarantineReason>().notNull(),
  reason: text('reason').notNull(),
  dropped: wholeNumber('dropped').notNull(),
  firstAt: instant('first_at').notNull(),
  lastAt: instant('last_at').notNull(),
});

export const quarantineUsage = pgTable('quarantine_usage', {
  tenantId: id('tenant_id', 'ten').notNull(),
  sourceId: id('source_id', 'src').notNull(),
  entries: wholeNumber('entries').notNull(),
  bytes: wholeNumber('bytes').notNull(),
});
