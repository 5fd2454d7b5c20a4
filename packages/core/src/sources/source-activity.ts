import { sql } from '../db/index.ts';
import type { LoggedEvent, ProjectionStep } from '../log/index.ts';
import type { Context, Statement, Transaction } from '../ports/index.ts';

/** Counts what each source has sent and when it was last heard. */
export const sourceActivityStep: ProjectionStep = {
  apply: (ctx, events) => count(ctx, events, sql.trusted('source_activity')),
  async clear(ctx) {
    await ctx.db.query(sql`delete from source_activity`);
    await ctx.db.query(sql`insert into source_activity select * from retired_source_activity`);
  },
  retire: (ctx, events) => count(ctx, events, sql.trusted('retired_source_activity')),
};

async function count(ctx: Context<Transaction>, events: readonly LoggedEvent[], table: Statement): Promise<void> {
  const bySource = Map.groupBy(events, (event) => event.sourceId);
  const rows = [...bySource].sort().map(([sourceId, own]) => ({
    sourceId,
    tenantId: own[0]!.tenantId,
    count: own.length,
    lastSeenAt: own
      .map((event) => event.receivedAt)
      .sort()
      .at(-1),
  }));
  await ctx.db.query(sql`
    insert into ${table} as a (tenant_id, source_id, events, last_seen_at)
    select "tenantId", "sourceId", "count", "lastSeenAt"
    from jsonb_to_recordset(${JSON.stringify(rows)}::text::jsonb)
      as n ("tenantId" text, "sourceId" text, "count" bigint, "lastSeenAt" timestamptz)
    order by "sourceId"
    on conflict (source_id) do update set events = a.events + excluded.events,
      last_seen_at = greatest(a.last_seen_at, excluded.last_seen_at)`);
}
