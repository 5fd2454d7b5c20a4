import { sql } from '../db/index.ts';
import type { LoggedEvent, ProjectionStep } from '../log/index.ts';
import type { Context, Transaction } from '../ports/index.ts';

/** Marks the contacts of events, found by their timelines. */
async function markContactsOf(ctx: Context<Transaction>, events: readonly LoggedEvent[]): Promise<void> {
  const seqs = JSON.stringify(events.map(({ seq }) => seq));
  await ctx.db.query(sql`
    insert into segment_marks (tenant_id, contact_id, cause)
    select distinct tenant_id, contact_id, 'contact_changed' from (
      select t.tenant_id, coalesce(p.merged_into, p.id, v.contact_id) as contact_id
      from jsonb_array_elements_text(${seqs}::text::jsonb) as given (seq) join timeline t on t.seq = given.seq::bigint
      left join contacts p on p.id = t.person_id
      left join lateral (
        select v.contact_id from visitor_periods v
        where p.id is null and v.visitor_id = t.person_id and t.occurred_at >= v.since and t.occurred_at < v.until
      ) v on true
    ) touched where contact_id is not null`);
}

/**
 * Marks the contacts of events for evaluation, in the transaction that writes their history or removes it: a contact is
 * marked with the change or not at all, and the log is not read a second time. Put it after the step that writes timelines.
 */
export const segmentsStep: ProjectionStep = {
  apply: markContactsOf,
  retire: markContactsOf,

  /** Nothing is evaluated until the events up to now have been applied again; then everything is. */
  async clear(ctx) {
    await ctx.db.query(sql`
      insert into segment_evaluations as e (segment_id, tenant_id, waits_for)
      select id, tenant_id, pg_current_xact_id() from segments where archived_at is null order by id
      on conflict (segment_id) do update set request = e.request + 1, differing = null, waits_for = excluded.waits_for`);
  },
};
