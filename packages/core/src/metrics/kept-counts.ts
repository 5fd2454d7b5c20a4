import { sql } from '../db/index.ts';
import { describeError, type Id } from '../lib/index.ts';
import type { AnyContext, Context } from '../ports/index.ts';
import type { sourceActivity } from '../sources/index.ts';
import { type Counts, countStats } from './count-stats.ts';
import type { tenantCounts } from './tables.ts';

/** A shop with fewer events is counted on request, which takes about 50 ms. */
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
  tenantId: Id<'ten'>,
): Promise<{ counts: Counts; takenAt: string } | null> {
  const [row] = await ctx.db.query<Pick<typeof tenantCounts.$inferSelect, 'counts' | 'takenAt'>>(
    // A shop can become small again, for example by a rebuild: then the stored counts are no longer valid.
    sql`
    select counts, taken_at as "takenAt" from tenant_counts where tenant_id = ${tenantId}
      and (select sum(events) from source_activity where tenant_id = ${tenantId}) >= ${keptFrom}`,
  );
  return row ? { counts: row.counts, takenAt: row.takenAt.toISOString() } : null;
}

/**
 * Counts the large shops that were not counted lately. Of several workers one counts. A shop that cannot be counted does
 * not keep the others from it.
 */
export async function keepCounts(ctx: Context): Promise<void> {
  const due = await ctx.db.query<Pick<typeof sourceActivity.$inferSelect, 'tenantId'>>(sql`
    select a.tenant_id as "tenantId" from source_activity a left join tenant_counts k on k.tenant_id = a.tenant_id
    group by a.tenant_id, k.taken_at, k.took_ms
    having sum(a.events) >= ${keptFrom} and (k.taken_at is null
      -- The clock was ahead when it was counted.
      or k.taken_at > ${ctx.clock.now()}
      or k.taken_at <= ${ctx.clock.now()}::timestamptz
        - greatest(${shortestPause}::int, least(k.took_ms, ${deadline}::int) * ${pauseFactor}::int) * interval '1 ms')`);
  for (const { tenantId } of due) {
    await count(ctx, tenantId).catch((error: unknown) =>
      ctx.log.warn('a shop could not be counted', { tenantId, error: describeError(error) }),
    );
  }
}

async function count(ctx: Context, tenantId: Id<'ten'>): Promise<void> {
  await ctx.db.transaction(
    async (tx) => {
      const [lock] = await tx.query<{ isOurs: boolean }>(sql`
        select pg_try_advisory_xact_lock(${lockKind}::int, hashtext(${tenantId})) as "isOurs"`);
      if (!lock!.isOurs) return;
      const now = ctx.clock.now();
      const begun = ctx.clock.monotonic();
      const counts = await countStats({ ...ctx, db: tx }, tenantId);
      const tookMs = Math.min(deadline, Math.round(ctx.clock.monotonic() - begun));
      await tx.query(sql`
        insert into tenant_counts (tenant_id, counts, took_ms, taken_at)
        values (${tenantId}, ${JSON.stringify(counts)}::text::jsonb, ${tookMs}, ${now})
        on conflict (tenant_id) do update
          set counts = excluded.counts, took_ms = excluded.took_ms, taken_at = excluded.taken_at`);
    },
    { deadline },
  );
}
