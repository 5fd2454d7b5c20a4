import { sql } from '../db/index.ts';
import type { AnyContext, Context } from '../ports/index.ts';
import { type Counts, takeCounts } from './take-counts.ts';

/** Below so many events a shop is counted when it is asked: some 50 ms. */
const keptFrom = 50_000;

/** A shop is counted again after a minute, and after this many times what counting took: 2 % of one core at most. */
const pauseFactor = 50;
const shortestPause = 60_000;

/** Any number that no other lock has. */
const lockKind = 1_402_117;
const deadline = 60_000;

/** What was counted last in a large shop; null in one that is counted when it is asked. */
export async function readKeptCounts(
  ctx: AnyContext,
  tenantId: string,
): Promise<{ counts: Counts; takenAt: string } | null> {
  const [row] = await ctx.db.query<{ counts: Counts; taken_at: Date }>(
    sql`select counts, taken_at from tenant_counts where tenant_id = ${tenantId}`,
  );
  return row ? { counts: row.counts, takenAt: row.taken_at.toISOString() } : null;
}

/** Counts the large shops that were not counted lately. Of several workers one counts. */
export async function keepCounts(ctx: Context): Promise<void> {
  const due = await ctx.db.query<{ tenant_id: string }>(sql`
    select a.tenant_id from source_activity a left join tenant_counts k on k.tenant_id = a.tenant_id
    group by a.tenant_id, k.taken_at, k.took_ms
    having sum(a.events) >= ${keptFrom} and (k.taken_at is null
      or k.taken_at <= ${ctx.clock.now()}::timestamptz
        - greatest(${shortestPause}::int, k.took_ms * ${pauseFactor}::int) * interval '1 ms')`);
  for (const { tenant_id: tenantId } of due) {
    await ctx.db.transaction(
      async (tx) => {
        const [lock] = await tx.query<{ isOurs: boolean }>(sql`
          select pg_try_advisory_xact_lock(${lockKind}::int, hashtext(${tenantId})) as "isOurs"`);
        if (!lock!.isOurs) return;
        const now = ctx.clock.now();
        const counts = await takeCounts({ ...ctx, db: tx }, tenantId);
        const tookMs = Math.max(0, ctx.clock.now().getTime() - now.getTime());
        await tx.query(sql`
          insert into tenant_counts (tenant_id, counts, took_ms, taken_at)
          values (${tenantId}, ${JSON.stringify(counts)}::text::jsonb, ${tookMs}, ${now})
          on conflict (tenant_id) do update
            set counts = excluded.counts, took_ms = excluded.took_ms, taken_at = excluded.taken_at`);
      },
      { deadline },
    );
  }
}
