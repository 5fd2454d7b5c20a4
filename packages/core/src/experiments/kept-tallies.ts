import { sql } from '../db/index.ts';
import { describeError } from '../lib/index.ts';
import type { AnyContext, Context } from '../ports/index.ts';
import { type Experiment, readExperiment } from './stored-experiments.ts';
import type { experiments } from './tables.ts';
import { countTallies, type Tally } from './tally.ts';

/** An experiment with fewer contacts is counted when it is read, which takes some 200 ms at most. */
const keptFrom = 10_000;

/** One is counted again after a minute, and after this many times what counting took: 2 % of one core at most. */
const pauseFactor = 50;
const shortestPause = 60_000;
const deadline = 60_000;

/** Opens and orders after this time, in days, change no report any more. */
const countedFor = 90;

export type Counted = { tallies: Tally[]; countedAt: Date };

/** What came of an experiment: counted now, or within the last minutes if that takes long. */
export async function readTallies(ctx: AnyContext, experiment: Experiment): Promise<Counted> {
  const { keptTallies, keptAt } = experiment;
  if (keptTallies && keptAt && (await isLarge(ctx, experiment))) return { tallies: keptTallies, countedAt: keptAt };
  return { tallies: await countTallies(ctx, experiment), countedAt: ctx.clock.now() };
}

async function isLarge(ctx: AnyContext, { id, tenantId }: Experiment): Promise<boolean> {
  const rows = await ctx.db.query(sql`
    select 1 from experiment_assignments where tenant_id = ${tenantId} and experiment_id = ${id}
    offset ${keptFrom} limit 1`);
  return rows.length > 0;
}

/** Counts the experiments that were not counted lately. One that cannot be counted does not keep the others from it. */
export async function keepTallies(ctx: Context): Promise<void> {
  const now = ctx.clock.now();
  const due = await ctx.db.query<Pick<typeof experiments.$inferSelect, 'id' | 'tenantId'>>(sql`
    select id, tenant_id as "tenantId" from experiments
    where started_at > ${now}::timestamptz - ${countedFor}::int * interval '1 day' and (kept_at is null
      -- The clock was ahead when it was counted.
      or kept_at > ${now}
      or kept_at <= ${now}::timestamptz
        - greatest(${shortestPause}::int, least(kept_took_ms, ${deadline}::int) * ${pauseFactor}::int) * interval '1 ms')
    order by kept_at nulls first limit 100`);
  for (const { id, tenantId } of due) {
    await keep(ctx, await readExperiment(ctx, tenantId, id)).catch((error: unknown) =>
      ctx.log.warn('an experiment could not be counted', { experimentId: id, error: describeError(error) }),
    );
  }
}

async function keep(ctx: Context, experiment: Experiment): Promise<void> {
  const now = ctx.clock.now();
  const begun = ctx.clock.monotonic();
  const tallies = await ctx.db.transaction((tx) => countTallies({ ...ctx, db: tx }, experiment), { deadline });
  const tookMs = Math.min(deadline, Math.round(ctx.clock.monotonic() - begun));
  await ctx.db.query(sql`
    update experiments set kept_tallies = ${JSON.stringify(tallies)}::text::jsonb, kept_at = ${now}, kept_took_ms = ${tookMs}
    where tenant_id = ${experiment.tenantId} and id = ${experiment.id}`);
}
