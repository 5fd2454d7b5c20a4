import type { Caller } from '../access/index.ts';
import { audited, recordChange } from '../audit/index.ts';
import * as collect from '../collect/index.ts';
import { DomainError, type Id } from '../lib/index.ts';
import { type Consumer, reapply } from '../log/index.ts';
import type { Context } from '../ports/index.ts';
import * as queue from '../queue/index.ts';

/** @throws DomainError `not_found` */
export function replayJob(ctx: Context, caller: Caller, id: Id<'job'>): Promise<void> {
  return audited(ctx, caller, async (inTx) => {
    await queue.replayJob(inTx, caller.tenantId, id);
    return {
      result: undefined,
      change: { action: 'job.replayed', target: { kind: 'job', id }, summary: `Job ${id} put back in line` },
    };
  });
}

type Outcome = { result: 'accepted' | 'duplicate' | 'quarantined'; reason?: string };

/**
 * Tries a quarantined event again. An event that was never stored is validated by the current rules; an event that a
 * consumer could not apply is applied by that consumer. The audit entry is written after the attempt, since its
 * transaction may fail.
 * @throws DomainError `not_found` when there is no open entry with this id
 */
export async function replayQuarantined(
  ctx: Context,
  caller: Caller,
  consumers: readonly Consumer[],
  id: Id<'qrt'>,
): Promise<Outcome> {
  const replayed = await collect.replayQuarantined(ctx, caller.tenantId, id);
  const outcome = replayed.result === 'reapply' ? await applyAgain(ctx, caller, consumers, id, replayed) : replayed;
  await recordChange(ctx, caller, {
    action: 'quarantined_event.replayed',
    target: { kind: 'quarantined_event', id },
    summary: `Quarantined event ${id} replayed: ${outcome.result}`,
    after: { result: outcome.result },
  });
  return outcome;
}

async function applyAgain(
  ctx: Context,
  { tenantId }: Caller,
  consumers: readonly Consumer[],
  id: Id<'qrt'>,
  { consumer: name, seq }: { consumer: string; seq: number },
): Promise<Outcome> {
  const consumer = consumers.find((each) => each.name === name);
  if (!consumer) return { result: 'quarantined', reason: `there is no consumer ${name} any more` };
  try {
    await reapply(ctx, consumer, tenantId, id, seq);
    return { result: 'accepted' };
  } catch (error) {
    if (error instanceof DomainError) throw error;
    return { result: 'quarantined', reason: error instanceof Error ? error.message : String(error) };
  }
}
