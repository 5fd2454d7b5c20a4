import type { KeyKind } from '@beckon/contract';
import { pgTable, text } from 'drizzle-orm/pg-core';
import { bytes, id, instant, json, texts, wholeNumber } from '../db/index.ts';
import type { EventSource } from '../log/index.ts';

export const sources = pgTable('sources', {
  id: id('id', 'src').primaryKey(),
  tenantId: id('tenant_id', 'ten').notNull(),
  name: text('name').notNull(),
  kind: text('kind').$type<EventSource['kind']>().notNull(),
  allowedOrigins: texts('allowed_origins').notNull().default([]),
  createdAt: instant('created_at').notNull(),
  revokedAt: instant('revoked_at'),
  allowedTypes: texts('allowed_types'),
});

export const sourceKeys = pgTable('source_keys', {
  id: id('id', 'key').primaryKey(),
  tenantId: id('tenant_id', 'ten').notNull(),
  sourceId: id('source_id', 'src').notNull(),
  kind: text('kind').$type<KeyKind>().notNull(),
  writeKey: text('write_key'),
  secretHash: bytes('secret_hash'),
  lastFour: text('last_four'),
  createdAt: instant('created_at').notNull(),
  expiresAt: instant('expires_at'),
  revokedAt: instant('revoked_at'),
  lastUsedAt: instant('last_used_at'),
});

export const sourceActivity = pgTable('source_activity', {
  tenantId: id('tenant_id', 'ten').notNull(),
  sourceId: id('source_id', 'src').notNull(),
  events: wholeNumber('events').notNull(),
  lastSeenAt: instant('last_seen_at').notNull(),
});

export const retiredSourceActivity = pgTable('retired_source_activity', {
  tenantId: id('tenant_id', 'ten').notNull(),
  sourceId: id('source_id', 'src').notNull(),
  events: wholeNumber('events').notNull(),
  lastSeenAt: instant('last_seen_at').notNull(),
});

export const sourceSchemas = pgTable('source_schemas', {
  tenantId: id('tenant_id', 'ten').notNull(),
  sourceId: id('source_id', 'src').notNull(),
  type: text('type').notNull(),
  events: wholeNumber('events').notNull(),
  firstSeenAt: instant('first_seen_at').notNull(),
  lastSeenAt: instant('last_seen_at').notNull(),
  properties: json<Record<string, unknown>>('properties').notNull(),
  leftOut: wholeNumber('left_out').notNull(),
  botEvents: wholeNumber('bot_events').notNull().default(0),
});

export const retiredSourceSchemas = pgTable('retired_source_schemas', {
  tenantId: id('tenant_id', 'ten').notNull(),
  sourceId: id('source_id', 'src').notNull(),
  type: text('type').notNull(),
  events: wholeNumber('events').notNull(),
  firstSeenAt: instant('first_seen_at').notNull(),
  lastSeenAt: instant('last_seen_at').notNull(),
  properties: json<Record<string, unknown>>('properties').notNull(),
  leftOut: wholeNumber('left_out').notNull(),
  botEvents: wholeNumber('bot_events').notNull().default(0),
});

export const botVisitors = pgTable('bot_visitors', {
  tenantId: id('tenant_id', 'ten').notNull(),
  anonymousId: text('anonymous_id').notNull(),
  events: wholeNumber('events').notNull(),
});
