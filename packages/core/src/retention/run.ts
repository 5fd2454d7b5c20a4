import type { RetentionRun } from '@beckon/contract';
import { eq, sql, withBuilder } from '../db/index.ts';
import { describeError, type Id } from '../lib/index.ts';
import type { Projection } from '../log/index.ts';
import type { AnyContext, Context, Statement } from '../ports/index.ts';
import { readRetentionSettings } from '../tenants/index.ts';
import { type Kind, kinds } from './kinds.ts';
import { retentionRuns } from './tables.ts';

type RunRow = typeof retentionRuns.$inferSelect;

const day = 24 * 60 * 60 * 1_000;

/** A run that has not finished this long after it should have is overdue: no worker runs, or it cannot keep up. */
const overdueAfter = 2 * day;

/** So long after a failure a kind is tried again in its shop. */
const retryAfter = 60 * 60 * 1_000;

/** A time further ahead than its pause was written while the clock was wrong, and counts for nothing. */
const isDue = (now: Date): Statement => sql`(
  (next_at <= ${now} or next_at > ${new Date(now.getTime() + day)})
  and (retry_at is null or retry_at <= ${now} or retry_at > ${new Date(now.getTime() + retryAfter)}))`;

/**
 * Removes what shops do not keep any longer, in batches that are a transaction each. Each kind begins a run once a day; a
 * run that is long goes on at the next call, also in another worker. One that fails is tried again in an hour; the others go on.
 * @param projections of the log: they keep what they counted of events that go
 * @param maxBatches after which it is enough for one call
 * @returns how many rows went
 */
export async function runRetention(
  ctx: Context,
  projections: readonly Projection[],
  maxBatches: number,
  mayGoOn: () => boolean = () => true,
): Promise<number> {
  await createRuns(ctx);
  const due = await ctx.db.query<Pick<RunRow, 'tenantId' | 'kind'>>(sql`
    select tenant_id as "tenantId", kind from retention_runs where ${isDue(ctx.clock.now())}
    order by next_at, tenant_id, kind limit ${maxBatches}`);
  let removed = 0;
  let batches = 0;
  for (const { tenantId, kind } of due) {
    for (let isEnd = false; !isEnd && batches < maxBatches && mayGoOn(); batches++) {
      const batch = await removeBatch(ctx, projections, tenantId, kind).catch((error: unknown) =>
        noteFailure(ctx, tenantId, kind, describeError(error)),
      );
      removed += batch.removed;
      isEnd = batch.isEnd;
    }
  }
  return removed;
}

async function createRuns(ctx: AnyContext): Promise<void> {
  const now = ctx.clock.now();
  await ctx.db.query(sql`
    insert into retention_runs (tenant_id, kind, next_at)
    select t.id, k.kind, ${now} from tenants t
    cross join jsonb_array_elements_text(${JSON.stringify(Object.keys(kinds))}::text::jsonb) as k (kind)
    where not exists (select from retention_runs r where r.tenant_id = t.id and r.kind = k.kind)
    on conflict do nothing`);
}

function removeBatch(
  ctx: Context,
  projections: readonly Projection[],
  tenantId: Id<'ten'>,
  kind: Kind,
): Promise<{ removed: number; isEnd: boolean }> {
  return ctx.db.transaction(async (tx) => {
    const now = ctx.clock.now();
    // Of several workers one has the run.
    const [run] = await tx.query<Pick<RunRow, 'place'>>(sql`
      select place from retention_runs
      where tenant_id = ${tenantId} and kind = ${kind} and ${isDue(now)} for update skip locked`);
    if (!run) return { removed: 0, isEnd: true };
    const days = (await readRetentionSettings({ ...ctx, db: tx }, tenantId))[kind];
    const batch =
      days === null
        ? { removed: 0, place: run.place, isEnd: true }
        : await kinds[kind](
            { ...ctx, db: tx },
            { tenantId, before: new Date(now.getTime() - days * day), place: run.place, projections },
          );
    await tx.query(sql`
      update retention_runs set place = ${batch.place}, removed_ever = removed_ever + ${batch.removed},
        removed_last_run = ${batch.removed} + case when is_under_way then removed_last_run else 0 end,
        is_under_way = ${!batch.isEnd}, retry_at = null, failure = null,
        finished_at = case when ${batch.isEnd}::boolean then ${now}::timestamptz else finished_at end,
        next_at = case when ${batch.isEnd}::boolean then ${new Date(now.getTime() + day)}::timestamptz else next_at end
      where tenant_id = ${tenantId} and kind = ${kind}`);
    return { removed: batch.removed, isEnd: batch.isEnd };
  });
}

/** Keeps what went wrong, so that the next call does not begin with it. `next_at` stays, so that it becomes overdue. */
async function noteFailure(
  ctx: Context,
  tenantId: Id<'ten'>,
  kind: Kind,
  failure: string,
): Promise<{ removed: number; isEnd: boolean }> {
  ctx.log.warn('a removal failed', { tenantId, kind, error: failure });
  await ctx.db.query(sql`
    update retention_runs set retry_at = ${new Date(ctx.clock.now().getTime() + retryAfter)}, failure = ${failure}
    where tenant_id = ${tenantId} and kind = ${kind}`);
  return { removed: 0, isEnd: true };
}

/** What became of the removal of each kind, for doctor and the admin app. */
export async function readRetentionRuns(ctx: AnyContext, tenantId: Id<'ten'>): Promise<RetentionRun[]> {
  const rows = await withBuilder(ctx.db, (build) =>
    build.select().from(retentionRuns).where(eq(retentionRuns.tenantId, tenantId)),
  );
  const overdue = ctx.clock.now().getTime() - overdueAfter;
  return (Object.keys(kinds) as Kind[]).map((kind) => {
    const row = rows.find((each) => each.kind === kind);
    return {
      kind,
      finishedAt: row?.finishedAt?.toISOString() ?? null,
      removedLastRun: row?.removedLastRun ?? 0,
      removedEver: row?.removedEver ?? 0,
      isOverdue: row !== undefined && row.nextAt.getTime() < overdue,
    };
  });
}

type FailedRemoval = Pick<RunRow, 'tenantId' | 'kind'> & { failure: string };

/** Removals whose last try failed, in all shops, and why. */
export async function readFailedRemovals(ctx: AnyContext): Promise<FailedRemoval[]> {
  return ctx.db.query<FailedRemoval>(sql`
    select tenant_id as "tenantId", kind, failure from retention_runs where failure is not null order by tenant_id, kind`);
}
