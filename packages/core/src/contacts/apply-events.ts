import { sql } from '../db/index.ts';
import type { LoggedEvent, ProjectionStep } from '../log/index.ts';
import type { Context, Transaction } from '../ports/index.ts';
import { recordLastSeen } from './last-seen.ts';
import type { MergeParticipant } from './merges.ts';
import { applyOrders } from './orders.ts';
import { applyProfiles } from './profiles.ts';
import { resolveContacts } from './resolve-contacts.ts';
import { forgetTimeline, writeTimeline } from './timeline.ts';
import { resolveVisitors } from './visitors.ts';

/**
 * The step that builds contacts from events: who they are, what they did, what they bought. Processes the whole
 * batch with a few statements, since writing the projections is the main cost, not reading the log.
 * @param participants the rooms that keep preferences of contacts, for merges
 */
export const createContactsStep = (participants: readonly MergeParticipant[]): ProjectionStep => ({
  async apply(ctx, events) {
    const contactOf = await resolveContacts(ctx, events, participants);
    const visitorOf = await resolveVisitors(ctx, events, contactOf);
    await applyProfiles(ctx, events, contactOf);
    await applyOrders(ctx, events, contactOf);
    await writeTimeline(ctx, events, (event) => contactOf(event) ?? visitorOf(event)?.id ?? null);
    await recordLastSeen(ctx, events, (event) => contactOf(event) ?? visitorOf(event)?.contactId ?? null);
  },

  async clear(ctx) {
    await ctx.db.query(sql`delete from timeline`);
    await ctx.db.query(sql`delete from orders`);
    await ctx.db.query(sql`delete from order_refunds`);
    await ctx.db.query(sql`delete from order_cancellations`);
    await ctx.db.query(sql`
      update contacts set order_count = 0, lifetime_value = 0, first_order_at = null, last_order_at = null`);
  },

  retire: forgetTimeline,
});

export type BatchContext = Context<Transaction>;
/** The contact of an event, or null when the event names none that can be trusted. */
export type ContactOf = (event: LoggedEvent) => string | null;
