import type { ConsentType } from '@beckon/contract';
import { sql } from 'drizzle-orm';
import { pgTable, text } from 'drizzle-orm/pg-core';
import { bytes, id, instant, json, wholeNumber } from '../db/index.ts';
import type { Channel } from '../ports/index.ts';
import type { ConsentAction } from './fold.ts';
import type { ConsentRecord } from './ledger.ts';
import type { SuppressionReason } from './suppression.ts';

export const consentLedger = pgTable('consent_ledger', {
  tenantId: id('tenant_id', 'ten').notNull(),
  position: wholeNumber('position').notNull(),
  record: json<ConsentRecord>('record').notNull(),
  hash: bytes('hash').notNull(),
  contactId: id('contact_id', 'ctc').notNull().generatedAlwaysAs(sql`(record ->> 'contact')`),
  type: text('type').$type<ConsentType>().notNull().generatedAlwaysAs(sql`(record ->> 'type')`),
  action: text('action').$type<ConsentAction>().notNull().generatedAlwaysAs(sql`(record ->> 'action')`),
});

export const consentHeads = pgTable('consent_heads', {
  tenantId: id('tenant_id', 'ten').notNull(),
  position: wholeNumber('position').notNull(),
  hash: bytes('hash').notNull(),
});

export const consentEvidence = pgTable('consent_evidence', {
  id: id('id', 'cev').primaryKey(),
  tenantId: id('tenant_id', 'ten').notNull(),
  contactId: id('contact_id', 'ctc').notNull(),
  evidence: json<Record<string, unknown>>('evidence').notNull(),
  recordedAt: instant('recorded_at').notNull(),
});

export const consentState = pgTable('consent_state', {
  tenantId: id('tenant_id', 'ten').notNull(),
  contactId: id('contact_id', 'ctc').notNull(),
  type: text('type').$type<ConsentType>().notNull(),
  state: text('state').$type<ConsentAction>().notNull(),
  position: wholeNumber('position').notNull(),
  since: instant('since').notNull(),
  saidAt: instant('said_at').notNull(),
});

export const consentWordings = pgTable('consent_wordings', {
  tenantId: id('tenant_id', 'ten').notNull(),
  version: text('version').notNull(),
  digest: bytes('digest').notNull(),
  text: text('text').notNull(),
  registeredAt: instant('registered_at').notNull(),
});

export const suppressions = pgTable('suppressions', {
  tenantId: id('tenant_id', 'ten').notNull(),
  channel: text('channel').$type<Channel>().notNull(),
  addressHash: bytes('address_hash').notNull(),
  reason: text('reason').$type<SuppressionReason>().notNull(),
  suppressedAt: instant('suppressed_at').notNull(),
});
