import { integer, pgTable, text } from 'drizzle-orm/pg-core';
import { bytes, id, instant, json } from '../db/index.ts';
import type { Finding } from './finding.ts';

export const dkimKeys = pgTable('dkim_keys', {
  tenantId: id('tenant_id', 'ten').notNull(),
  domain: text('domain').notNull(),
  no: integer('no').notNull(),
  selector: text('selector').notNull(),
  publicKey: text('public_key').notNull(),
  privateKey: bytes('private_key').notNull(),
  createdAt: instant('created_at').notNull(),
  publishedAt: instant('published_at'),
});

export const senderDomainChecks = pgTable('sender_domain_checks', {
  tenantId: id('tenant_id', 'ten').primaryKey(),
  domain: text('domain').notNull(),
  findings: json<readonly Finding[]>('findings').notNull(),
  checkedAt: instant('checked_at').notNull(),
});
