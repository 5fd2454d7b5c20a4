import { sql } from '../db/index.ts';
import { DomainError, describeError, type Id } from '../lib/index.ts';
import type { Context, Transaction } from '../ports/index.ts';
import { readTallies } from './kept-tallies.ts';
import { type Experiment, lockExperiment, type StoredOwner } from './stored-experiments.ts';
import type { experiments } from './tables.ts';
import { countTallies } from './tally.ts';
import { applyRule } from './winner-rule.ts';

/** An experiment that was just decided. */
export type Decided = { tenantId: Id<'ten'>; experimentId: Id<'exp'>; owner: StoredOwner; winner: string };

/** Experiments decided in one call at most: each counts its deliveries and orders. */
const maxDecided = 50;
const deadline = 60_000;

/**
 * Decides an experiment: the winner goes to the others from now on. The figures of this moment are kept with it. A user may
 * decide anew.
 * @param key the variation; null: the one that the rule chooses
 * @returns the experiment as it is now
 * @throws DomainError `not_found`, `validation_failed` for an unknown variation, `conflict` when it has not
 *   started, for a holdout of a campaign, and for the rule when it is decided
 */
export async function chooseWinner(
  ctx: Context<Transaction>,
  tenantId: Id<'ten'>,
  experimentId: Id<'exp'>,
  key: string | null,
  by: 'rule' | 'user',
): Promise<Experiment> {
  const experiment = await lockExperiment(ctx, tenantId, experimentId);
  if (experiment.decidedAt && by === 'rule')
    throw new DomainError('conflict', `the experiment is decided: ${experiment.winner} won`);
  if (!experiment.startedAt) throw new DomainError('conflict', 'the experiment has not started');
  if (key !== null && experiment.variations.every((variation) => variation.key !== key)) {
    const message = 'the key of a variation of this experiment';
    throw new DomainError('validation_failed', `there is no variation ${key}`, { errors: [{ path: 'key', message }] });
  }
  const chosen = experiment.variations.find((variation) => variation.key === key);
  if (chosen?.isHoldout && experiment.owner.kind === 'campaign')
    throw new DomainError('conflict', `${chosen.name} sends nothing: stop the campaign instead`);
  // A user is not kept waiting while a large experiment is counted.
  const decidedOn = by === 'user' ? (await readTallies(ctx, experiment)).tallies : await countTallies(ctx, experiment);
  const winner = key ?? applyRule(experiment, decidedOn).winner;
  const decidedAt = ctx.clock.now();
  await ctx.db.query(sql`
    update experiments set winner = ${winner}, decided_by = ${by}, decided_at = ${decidedAt},
      decided_on = ${JSON.stringify(decidedOn)}::text::jsonb
    where tenant_id = ${tenantId} and id = ${experimentId}`);
  return { ...experiment, winner, decidedBy: by, decidedAt, decidedOn };
}

type Due = Pick<typeof experiments.$inferSelect, 'id' | 'tenantId'>;

/**
 * Decides the experiments whose time has come, by the rule, each in its own transaction.
 * @returns those that this call decided. What must happen after a decision depends on the stored winner, not on this
 *   list: a worker may die before it acts on it.
 */
export async function decideDue(ctx: Context): Promise<Decided[]> {
  const due = await ctx.db.query<Due>(sql`
    select id, tenant_id as "tenantId" from experiments
    where started_at is not null and decided_at is null and decide_after_seconds is not null
      and started_at + decide_after_seconds * interval '1 second' <= ${ctx.clock.now()}
    order by started_at limit ${maxDecided}`);
  const decided: Decided[] = [];
  for (const { id, tenantId } of due) {
    const one = await ctx.db
      .transaction((tx) => decideOne({ ...ctx, db: tx }, tenantId, id), { deadline })
      .catch((error: unknown) => {
        // It is tried again at the next tick. The others are decided meanwhile.
        ctx.log.warn('an experiment could not be decided', { experimentId: id, error: describeError(error) });
        return null;
      });
    if (one) decided.push(one);
  }
  return decided;
}

async function decideOne(ctx: Context<Transaction>, tenantId: Id<'ten'>, id: Id<'exp'>): Promise<Decided | null> {
  const { decidedAt } = await lockExperiment(ctx, tenantId, id);
  // A user, or another worker, came first.
  if (decidedAt) return null;
  const { owner, winner } = await chooseWinner(ctx, tenantId, id, null, 'rule');
  return { tenantId, experimentId: id, owner, winner: winner! };
}
