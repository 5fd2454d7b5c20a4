import type { FlowDefinition } from '@beckon/contract';
import { boolean, integer, pgTable, text } from 'drizzle-orm/pg-core';
import { id, instant, json, wholeNumber } from '../db/index.ts';
import type { Id } from '../lib/index.ts';

export type FlowStatus = 'draft' | 'live' | 'paused' | 'archived';

/** What brought a contact into a flow: ids only, since messages show what the catalog and our tables say. */
export type TriggerFacts = {
  kind: FlowDefinition['trigger']['kind'];
  /** When it happened. */
  at: string;
  /** The event's place in the log. */
  seq?: number;
  eventId?: string;
  event?: string;
  orderId?: string | undefined;
  productId?: string | undefined;
  variantId?: string | undefined;
  /** The entry of a waitlist, and the variant that it waits for; '' stands for any. */
  waitlist?: { entryId: Id<'wle'>; variantId: string };
  /** The price to which a product fell, in minor units of its currency. */
  price?: number;
  cartId?: string | undefined;
};

/** Why a run has ended. */
export type EndReason = 'finished' | 'exit_step' | 'exit_event' | 'flow_archived' | 'merged' | 'by_hand' | 'failed';

/** What became of a step of a run. */
export type StepOutcome =
  | 'sent'
  | 'held_out'
  | 'too_late'
  | 'waited'
  | 'event_happened'
  | 'timed_out'
  | 'yes'
  | 'no'
  | 'split'
  | 'updated'
  | 'added'
  | 'removed'
  | 'webhook'
  | 'notified'
  | 'not_possible'
  | 'exited';

export const flows = pgTable('flows', {
  id: id('id', 'flw').primaryKey(),
  tenantId: id('tenant_id', 'ten').notNull(),
  key: text('key'),
  name: text('name').notNull(),
  description: text('description').notNull(),
  status: text('status').$type<FlowStatus>().notNull().default('draft'),
  draft: json<FlowDefinition>('draft').notNull(),
  version: integer('version').notNull().default(1),
  publishedVersion: integer('published_version'),
  createdAt: instant('created_at').notNull(),
  updatedAt: instant('updated_at').notNull(),
  liveSince: instant('live_since'),
  checkedUntil: instant('checked_until'),
});

export const flowVersions = pgTable('flow_versions', {
  tenantId: id('tenant_id', 'ten').notNull(),
  flowId: id('flow_id', 'flw').notNull(),
  version: integer('version').notNull(),
  definition: json<FlowDefinition>('definition').notNull(),
  eventTypes: json<string[]>('event_types').notNull(),
  publishedAt: instant('published_at').notNull(),
});

export const flowRuns = pgTable('flow_runs', {
  id: id('id', 'run').primaryKey(),
  tenantId: id('tenant_id', 'ten').notNull(),
  flowId: id('flow_id', 'flw').notNull(),
  version: integer('version').notNull(),
  contactId: id('contact_id', 'ctc').notNull(),
  entryKey: text('entry_key').notNull().default(''),
  status: text('status').$type<'active' | 'finished' | 'exited' | 'failed'>().notNull().default('active'),
  stepId: text('step_id'),
  dueAt: instant('due_at'),
  isWaiting: boolean('is_waiting').notNull().default(false),
  since: instant('since').notNull(),
  sinceSeq: wholeNumber('since_seq'),
  isPaused: boolean('is_paused').notNull().default(false),
  trigger: json<TriggerFacts>('trigger').notNull(),
  taken: integer('taken').notNull().default(0),
  attempts: integer('attempts').notNull().default(0),
  enteredAt: instant('entered_at').notNull(),
  endedAt: instant('ended_at'),
  endReason: text('end_reason').$type<EndReason>(),
  goalAt: instant('goal_at'),
});

export const flowRunSteps = pgTable('flow_run_steps', {
  tenantId: id('tenant_id', 'ten').notNull(),
  runId: id('run_id', 'run').notNull(),
  no: integer('no').notNull(),
  stepId: text('step_id').notNull(),
  outcome: text('outcome').$type<StepOutcome>().notNull(),
  detail: json<Record<string, unknown>>('detail'),
  at: instant('at').notNull(),
});

export const flowRefusals = pgTable('flow_refusals', {
  tenantId: id('tenant_id', 'ten').notNull(),
  flowId: id('flow_id', 'flw').notNull(),
  contactId: id('contact_id', 'ctc').notNull(),
  reason: text('reason').notNull(),
  eventId: text('event_id'),
  triggerKind: text('trigger_kind').$type<FlowDefinition['trigger']['kind']>(),
  entryKey: text('entry_key'),
  refusedAt: instant('refused_at').notNull(),
});

export const flowExperiments = pgTable('flow_experiments', {
  tenantId: id('tenant_id', 'ten').notNull(),
  flowId: id('flow_id', 'flw').notNull(),
  version: integer('version').notNull(),
  stepId: text('step_id').notNull(),
  experimentId: id('experiment_id', 'exp').notNull(),
  overrides: json<Record<string, Id<'ovr'>>>('overrides').notNull(),
});
