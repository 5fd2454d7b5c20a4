import type { ExperimentReport } from '@beckon/contract';
import type { Caller } from '../access/index.ts';
import { audited } from '../audit/index.ts';
import * as experiments from '../experiments/index.ts';
import type { Id } from '../lib/index.ts';
import type { Context } from '../ports/index.ts';

/** Decides an experiment by hand. @throws DomainError `not_found`, `validation_failed`, `conflict` */
export function chooseWinner(
  ctx: Context,
  caller: Caller,
  id: Id<'exp'>,
  { variation }: { variation: string },
): Promise<ExperimentReport> {
  const { tenantId } = caller;
  return audited(ctx, caller, async (inTx) => {
    const before = await experiments.readExperiment(inTx, tenantId, id);
    const after = await inTx.db.transaction((tx) =>
      experiments.chooseWinner({ ...inTx, db: tx }, tenantId, id, variation, 'user'),
    );
    const { name } = after.variations.find(({ key }) => key === variation)!;
    return {
      result: await experiments.reportExperiment(inTx, tenantId, id),
      change: {
        action: 'experiment.decided',
        target: { kind: 'experiment', id },
        summary: `Variation ${name} of an experiment chosen`,
        before: { winner: before.winner },
        after: { winner: variation, ...after.owner },
      },
    };
  });
}
