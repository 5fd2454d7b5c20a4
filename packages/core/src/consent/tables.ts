import { sql } from 'drizzle-orm';
import { pgTable, text } from 'drizzle-orm/pg-core';
import { bytes, id, instant, json, wholeNumber } from '../db/index.ts';

export const consentLedger = pgTable('consent_ledger', {
  tenantId: id('tenant_id', 'ten').notNull(),
  position: wholeNumber('position').notNull(),
  record: json<object>('record').notNull(),
  hash: bytes('hash').notNull(),
  contactId: id('contact_id', 'ctc').notNull().generatedAlwaysAs(sql`(record ->> 'contact')`),
  type: text('type').notNull().generatedAlwaysAs(sql`(record ->> 'type')`),
  action: text('action').notNull().generatedAlwaysAs(sql`(record ->> 'action')`),
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
  type: text('type').notNull(),
  state: text('state').notNull(),
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
  channel: text('channel').notNull(),
  addressHash: bytes('address_hash').notNull(),
  reason: text('reason').notNull(),
  suppressedAt: instant('suppressed_at').notNull(),
});
