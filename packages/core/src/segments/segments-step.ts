import { sql } from '../db/index.ts';
import type { Id } from '../lib/index.ts';
import type { LoggedEvent, ProjectionStep } from '../log/index.ts';
import type { Context, Transaction } from '../ports/index.ts';
import type { segments } from './tables.ts';

/**
 * Marks the contacts of events, found by their timelines. For an event of a browser, these are all contacts that the browser
 * was ever linked to: to evaluate one too many costs less than to find out whose the event is.
 */
async function markContactsOf(ctx: Context<Transaction>, events: readonly LoggedEvent[]): Promise<void> {
  const concerned = await readTenantsWithSegments(ctx, new Set(events.map(({ tenantId }) => tenantId as Id<'ten'>)));
  if (concerned.size === 0) return;
  const seqs = JSON.stringify(
    events.filter(({ tenantId }) => concerned.has(tenantId as Id<'ten'>)).map(({ seq }) => seq),
  );
  await ctx.db.query(sql`
    with persons as materialized (
      select distinct t.person_id
      from jsonb_array_elements_text(${seqs}::text::jsonb) as given (seq) join timeline t on t.seq = given.seq::bigint
    )
    insert into segment_marks (tenant_id, contact_id, cause)
    select c.tenant_id, coalesce(c.merged_into, c.id), mark_cause() from persons p join contacts c on c.id = p.person_id
    union
    select c.tenant_id, coalesce(c.merged_into, c.id), mark_cause()
    from persons p join visitor_links l on l.visitor_id = p.person_id join contacts c on c.id = l.contact_id`);
}

/** The transaction must have written something before: see `has_segments` in the migration. */
async function readTenantsWithSegments(
  ctx: Context<Transaction>,
  tenantIds: ReadonlySet<Id<'ten'>>,
): Promise<ReadonlySet<Id<'ten'>>> {
  const rows = await ctx.db.query<Pick<typeof segments.$inferSelect, 'tenantId'>>(sql`
    select distinct tenant_id as "tenantId" from segments
    where tenant_id in (select jsonb_array_elements_text(${JSON.stringify([...tenantIds])}::text::jsonb))
      and archived_at is null`);
  return new Set(rows.map(({ tenantId }) => tenantId));
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
      insert into segment_evaluations as e (segment_id, tenant_id, unmarked_below, waits_for)
      select id, tenant_id, '0', pg_current_xact_id() from segments where archived_at is null order by id
      on conflict (segment_id) do update set request = e.request + 1, differing = null,
        waits_for = excluded.waits_for`);
  },
};
