import { pgTable, text } from 'drizzle-orm/pg-core';
import { bytes, id, instant, json } from '../db/index.ts';
import type { SignUpAnswers, SignUpKind } from './sign-ups.ts';

export const signUps = pgTable('sign_ups', {
  id: id('id', 'sgn').primaryKey(),
  tenantId: id('tenant_id', 'ten').notNull(),
  contactId: id('contact_id', 'ctc').notNull(),
  sourceId: id('source_id', 'src').notNull(),
  submissionId: text('submission_id'),
  anonymousId: text('anonymous_id'),
  firstName: text('first_name'),
  language: text('language'),
  wordingVersion: text('wording_version').notNull(),
  evidence: json<Record<string, unknown>>('evidence').notNull(),
  status: text('status').$type<'pending' | 'confirmed' | 'ended'>().notNull().default('pending'),
  requestedAt: instant('requested_at').notNull(),
  confirmedAt: instant('confirmed_at'),
  kind: text('kind').$type<SignUpKind>().notNull().default('newsletter'),
  addressHash: bytes('address_hash'),
  answers: json<SignUpAnswers>('answers').notNull().default({}),
});
