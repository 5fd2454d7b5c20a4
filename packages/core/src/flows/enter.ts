import type { Context, Transaction } from '../ports/index.ts';
import { type Candidate, Entrances } from './entrances.ts';
import { type Refusal, startRun, writeRefusals } from './entries.ts';
import type { Shop } from './event-matches.ts';
import { type Run, RunChanges } from './run.ts';
import type { TriggerFacts } from './tables.ts';
import { writeRuns } from './write-runs.ts';

export type Entering = Candidate & { entryKey: string; trigger: TriggerFacts };

/**
 * Lets contacts of one shop enter flows, or notes why they do not. Call it with the contacts locked.
 * @returns for each, the run or why there is none, in the order given
 */
export async function enter(
  ctx: Context<Transaction>,
  shop: Shop,
  entering: readonly Entering[],
): Promise<(Run | Refusal)[]> {
  const entrances = await Entrances.open(ctx, shop, entering);
  const changes = new RunChanges(shop.now);
  const outcomes = entering.map((candidate) => {
    const { version, contactId, entryKey, trigger } = candidate;
    const reason = entrances.refuse(candidate, entryKey);
    if (reason) {
      const { tenantId, flowId } = version;
      return {
        tenantId,
        flowId,
        contactId,
        reason,
        eventId: trigger.eventId ?? null,
        triggerKind: trigger.kind,
        entryKey,
      };
    }
    const run = startRun(ctx, version, contactId, entryKey, trigger);
    changes.create(run);
    entrances.entries.add(run);
    return run;
  });
  await writeRuns(ctx, changes);
  await writeRefusals(
    ctx,
    outcomes.filter((outcome) => 'reason' in outcome),
  );
  return outcomes;
}
