import type { ExperimentReport, ListedExperiment } from '@beckon/contract';
import { sql } from '../db/index.ts';
import type { Id } from '../lib/index.ts';
import type { AnyContext } from '../ports/index.ts';
import { readHoldout } from '../tenants/index.ts';
import { compareVariations } from './compare.ts';
import { readTallies } from './kept-tallies.ts';
import { type Experiment, readExperiment } from './stored-experiments.ts';
import type { experiments } from './tables.ts';
import { isBestShown, type Judged, verdictOfDecided, verdictOfRunning } from './verdict.ts';
import { applyRule } from './winner-rule.ts';
import { intervalRule, winnerRule } from './words.ts';

/** The experiments of a shop, newest first. */
export async function listExperiments(
  ctx: AnyContext,
  tenantId: Id<'ten'>,
  { flow, campaign }: { flow?: string | undefined; campaign?: string | undefined },
  { limit, before }: { limit: number; before: string | null },
): Promise<ListedExperiment[]> {
  const ids = await ctx.db.query<Pick<typeof experiments.$inferSelect, 'id'>>(sql`
    select id from experiments where tenant_id = ${tenantId} and (${before}::text is null or id < ${before}::text)
      and (${flow ?? null}::text is null or owner ->> 'flowId' = ${flow ?? null}::text)
      and (${campaign ?? null}::text is null or owner ->> 'campaignId' = ${campaign ?? null}::text)
    order by id desc limit ${limit}`);
  return Promise.all(ids.map(async ({ id }) => toListed(await readExperiment(ctx, tenantId, id))));
}

function toListed(experiment: Experiment): ListedExperiment {
  const { id, owner, metric, variations, windowDays, createdAt, startedAt, winner, decidedAt, decidedBy } = experiment;
  const { decideAfterSeconds } = experiment;
  const decideAt =
    startedAt && decideAfterSeconds !== null ? new Date(startedAt.getTime() + decideAfterSeconds * 1_000) : null;
  return {
    ...{ id, owner, metric, variations, windowDays, winner, decidedBy },
    state: decidedAt ? 'decided' : startedAt ? 'running' : 'not_started',
    createdAt: createdAt.toISOString(),
    startedAt: startedAt?.toISOString() ?? null,
    decideAt: decideAt?.toISOString() ?? null,
    decidedAt: decidedAt?.toISOString() ?? null,
  };
}

/**
 * What came of an experiment and what may be concluded. The intervals may be read at any time; of a decided experiment,
 * the verdict is that on the figures of its decision, so that it stays the same on each read.
 * @throws DomainError `not_found`
 */
export async function reportExperiment(
  ctx: AnyContext,
  tenantId: Id<'ten'>,
  experimentId: Id<'exp'>,
): Promise<ExperimentReport> {
  const experiment = await readExperiment(ctx, tenantId, experimentId);
  const { metric, variations } = experiment;
  const { currency } = await readHoldout(ctx, tenantId);
  const { tallies, countedAt } = await readTallies(ctx, experiment);
  const comparison = compareVariations(metric, variations, tallies, 'any');
  const judged = { metric, currency, variations, comparison };
  const decided = judgeDecision(experiment, currency);
  return {
    ...toListed(experiment),
    variations: variations.map((variation, index) => {
      const { revenueSquared: _, ...counts } = tallies[index]!;
      const { value, interval, difference } = comparison.variations[index]!;
      return { ...variation, ...counts, value, interval, difference };
    }),
    currency,
    sampleRatio: comparison.sampleRatio,
    decision: decided?.decision ?? null,
    verdict: decided?.verdict ?? verdictOfRunning(judged),
    rule: `${intervalRule} ${winnerRule}`,
    countedAt: countedAt.toISOString(),
  };
}

/** What the figures of the decision said. The rule looks once, at a time planned before; a user looks at any time. */
function judgeDecision(
  { metric, variations, winner, decidedBy, decidedOn }: Experiment,
  currency: string,
): { decision: NonNullable<ExperimentReport['decision']>; verdict: string } | null {
  if (winner === null || !decidedOn) return null;
  const comparison = compareVariations(metric, variations, decidedOn, decidedBy === 'rule' ? 'planned' : 'any');
  const reason = decidedBy === 'user' ? 'by_hand' : applyRule({ metric, variations }, decidedOn).reason;
  const judged: Judged = { metric, currency, variations, comparison };
  return {
    decision: {
      reason,
      isShown: isBestShown(comparison.variations, winner),
      values: comparison.variations.map(({ key, value }) => ({ key, value })),
    },
    verdict: verdictOfDecided(judged, winner, reason),
  };
}
