import type { Campaign, CampaignDefinition } from '@beckon/contract';
import { boolean, integer, pgTable, smallint, text } from 'drizzle-orm/pg-core';
import { id, instant, json } from '../db/index.ts';
import type { Id } from '../lib/index.ts';

export type CampaignStatus = Campaign['status'];
export type PauseReason = NonNullable<Campaign['pauseReason']>;

export const campaigns = pgTable('campaigns', {
  id: id('id', 'cmp').primaryKey(),
  tenantId: id('tenant_id', 'ten').notNull(),
  name: text('name').notNull(),
  description: text('description').notNull(),
  status: text('status').$type<CampaignStatus>().notNull(),
  definition: json<CampaignDefinition>('definition').notNull(),
  version: integer('version').notNull().default(1),
  editedBy: text('edited_by').notNull(),
  approvedBy: text('approved_by'),
  approvedVersion: integer('approved_version'),
  createdAt: instant('created_at').notNull(),
  updatedAt: instant('updated_at').notNull(),
  startsAt: instant('starts_at'),
  launchedAt: instant('launched_at'),
  finishedAt: instant('finished_at'),
  stoppedAt: instant('stopped_at'),
  pauseReason: text('pause_reason').$type<PauseReason>(),
  ignoresBrake: boolean('ignores_brake').notNull().default(false),
  recipients: integer('recipients').notNull().default(0),
  experimentId: id('experiment_id', 'exp'),
  overrides: json<Record<string, Id<'ovr'>>>('overrides').notNull().default({}),
  openPhase: smallint('open_phase').notNull().default(0),
  winner: text('winner'),
  sentPhase: smallint('sent_phase').notNull().default(0),
  sentDueAt: instant('sent_due_at'),
  sentNo: integer('sent_no').notNull().default(0),
  warmDay: text('warm_day'),
  warmCount: integer('warm_count').notNull().default(0),
});

export const campaignRecipients = pgTable('campaign_recipients', {
  tenantId: id('tenant_id', 'ten').notNull(),
  campaignId: id('campaign_id', 'cmp').notNull(),
  no: integer('no').notNull(),
  contactId: id('contact_id', 'ctc').notNull(),
  phase: smallint('phase').notNull(),
  dueAt: instant('due_at').notNull(),
  skipped: text('skipped').$type<SkippedBeforeDelivery>(),
});

/** Why a recipient gets no delivery at all. */
export type SkippedBeforeDelivery = 'holdout' | 'campaign_stopped' | 'merged' | 'erased' | 'deleted';
