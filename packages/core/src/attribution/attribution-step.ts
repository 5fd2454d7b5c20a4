import { sql } from '../db/index.ts';
import type { LoggedEvent, ProjectionStep } from '../log/index.ts';
import type { Context, Transaction } from '../ports/index.ts';
import { longestWindow } from './attribute-marked.ts';
import { touchEvents } from './read-interactions.ts';

const isTouch: ReadonlySet<string> = new Set(touchEvents);

/**
 * Marks the orders that an event may have earned: those that its person placed later, and that were known first. Orders
 * themselves are marked when they are written. Put it after the step that writes timelines.
 */
export const attributionStep: ProjectionStep = {
  async apply(ctx, events) {
    const touches = events.filter(({ type, context }) => isTouch.has(type) && context.bot !== true);
    if (touches.length > 0) await markLaterOrders(ctx, touches);
  },

  /** The orders are marked again as they are read. */
  async clear(ctx) {
    await ctx.db.query(sql`delete from attribution_marks where order_id is not null`);
    await ctx.db.query(sql`delete from order_credits`);
  },
};

async function markLaterOrders(ctx: Context<Transaction>, touches: readonly LoggedEvent[]): Promise<void> {
  await ctx.db.query(sql`
    with touched as materialized (
      select t.person_id, t.occurred_at
      from jsonb_array_elements_text(${JSON.stringify(touches.map(({ seq }) => seq))}::text::jsonb) as given (seq)
      join timeline t on t.seq = given.seq::bigint
    ), contacts_of as (
      select coalesce(c.merged_into, c.id) as id, t.occurred_at from touched t join contacts c on c.id = t.person_id
      union all
      select v.contact_id, t.occurred_at from touched t join visitor_periods v on v.visitor_id = t.person_id
        and t.occurred_at >= v.since and t.occurred_at < v.until
    )
    insert into attribution_marks (tenant_id, order_id)
    select distinct o.tenant_id, o.order_id from contacts_of c join orders o on o.contact_id = c.id
      and o.placed_at >= c.occurred_at
      and o.placed_at <= c.occurred_at + ${longestWindow}::double precision * interval '1 millisecond'`);
}
