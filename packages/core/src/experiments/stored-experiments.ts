import type { ExperimentMetric, ExperimentOwner, ExperimentVariation } from '@beckon/contract';
import { and, eq, isNull, sql, withBuilder } from '../db/index.ts';
import { DomainError, type Id } from '../lib/index.ts';
import type { AnyContext, Context, Transaction } from '../ports/index.ts';
import { experiments } from './tables.ts';

/** Pages test their widgets themselves: those experiments are not stored. */
export type StoredOwner = Exclude<ExperimentOwner, { kind: 'widget' }>;

export type Experiment = typeof experiments.$inferSelect;

export type NewExperiment = {
  owner: StoredOwner;
  metric: ExperimentMetric;
  /** The first one that gets a message goes to the others when the experiment decides nothing. */
  variations: readonly ExperimentVariation[];
  /** How long after its start the rule decides; null: only a user does. */
  decideAfterSeconds: number | null;
  /** Orders count within so many days of the assignment. 5 if omitted. */
  windowDays?: number;
};

/**
 * Creates an experiment. Contacts can be assigned at once; the time until its decision begins with `startExperiment`.
 * @throws DomainError `validation_failed` for fewer than two variations, none with a message, or two with one key
 */
export async function createExperiment(
  ctx: Context<Transaction>,
  tenantId: Id<'ten'>,
  { owner, metric, variations, decideAfterSeconds, windowDays = 5 }: NewExperiment,
): Promise<Id<'exp'>> {
  refuseFaults(variations);
  const experimentId = ctx.ids.newId('exp');
  const createdAt = ctx.clock.now();
  await withBuilder(ctx.db, (build) =>
    build.insert(experiments).values({
      ...{ id: experimentId, tenantId, owner, metric, variations: [...variations] },
      ...{ decideAfterSeconds, windowDays, createdAt },
    }),
  );
  return experimentId;
}

function refuseFaults(variations: readonly ExperimentVariation[]): void {
  const refuse = (message: string) => {
    throw new DomainError('validation_failed', message, { errors: [{ path: 'variations', message }] });
  };
  if (variations.length < 2) refuse('an experiment needs two variations');
  if (variations.every(({ isHoldout }) => isHoldout)) refuse('one variation must get a message');
  if (new Set(variations.map(({ key }) => key)).size < variations.length) refuse('two variations have the same key');
}

/** Begins the time after which an experiment is decided. One that has started keeps its time. */
export async function startExperiment(
  ctx: Context<Transaction>,
  tenantId: Id<'ten'>,
  experimentId: Id<'exp'>,
): Promise<void> {
  await withBuilder(ctx.db, (build) =>
    build
      .update(experiments)
      .set({ startedAt: ctx.clock.now() })
      .where(and(eq(experiments.tenantId, tenantId), eq(experiments.id, experimentId), isNull(experiments.startedAt))),
  );
}

/** Changes how long after its start an experiment is decided, if it is not. */
export async function changeDecideAfter(
  ctx: Context<Transaction>,
  tenantId: Id<'ten'>,
  experimentId: Id<'exp'>,
  decideAfterSeconds: number | null,
): Promise<void> {
  await withBuilder(ctx.db, (build) =>
    build
      .update(experiments)
      .set({ decideAfterSeconds })
      .where(and(eq(experiments.tenantId, tenantId), eq(experiments.id, experimentId), isNull(experiments.decidedAt))),
  );
}

/** @throws DomainError `not_found` */
export async function readExperiment(
  ctx: AnyContext,
  tenantId: Id<'ten'>,
  experimentId: Id<'exp'>,
): Promise<Experiment> {
  const [experiment] = await withBuilder(ctx.db, (build) =>
    build
      .select()
      .from(experiments)
      .where(and(eq(experiments.tenantId, tenantId), eq(experiments.id, experimentId))),
  );
  if (!experiment) throw new DomainError('not_found', 'there is no experiment with this id');
  return experiment;
}

/** Locks an experiment for a change. @throws DomainError `not_found` */
export async function lockExperiment(
  ctx: Context<Transaction>,
  tenantId: Id<'ten'>,
  experimentId: Id<'exp'>,
): Promise<Experiment> {
  await ctx.db.query(sql`select 1 from experiments where tenant_id = ${tenantId} and id = ${experimentId} for update`);
  return readExperiment(ctx, tenantId, experimentId);
}
