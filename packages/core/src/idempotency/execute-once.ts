import { problem, problems } from '@beckon/contract';
import { joinTransaction } from '../db/index.ts';
import { DomainError, describeError } from '../lib/index.ts';
import type { Context } from '../ports/index.ts';
import { type Answer, openAnswer, storeAnswer } from './answers.ts';
import { digestCall, type KeyedCall } from './call.ts';
import { giveBack, type Lease, leaseKey, renewEvery, renewLease } from './lease.ts';

/** Statuses that are stored when the work itself refuses. All others may be different for a repeat. */
const keptRefusals: readonly number[] = [404, 409];

/**
 * Executes a call once per key, and answers repeats with what the first execution was answered with.
 *
 * If the process is killed during the work, the lease of the key lapses after 30 s, and the next repeat is executed.
 * Work that is one transaction commits together with its answer, so it is never executed twice. Other work may be.
 * @param work is given the context to work with, and may be called again when its transaction lost a conflict
 * @param isAtomic whether the work is one transaction
 * @throws DomainError `idempotency_key_in_use`, `idempotency_key_reused`, `idempotency_answer_not_kept`,
 *   `too_many_idempotency_keys`, and what `work` throws
 */
export async function executeOnce(
  ctx: Context,
  call: KeyedCall,
  work: (ctx: Context) => Promise<Answer>,
  { isAtomic }: { isAtomic: boolean },
): Promise<Answer & { isReplayed: boolean }> {
  const begun = await leaseKey(ctx, digestCall(ctx, call));
  if ('executed' in begun) return { ...openAnswer(ctx, begun.executed), isReplayed: true };
  const { lease } = begun;
  const warn = (error: unknown) => ctx.log.warn('idempotency key not updated', { error: describeError(error) });
  const timer = setInterval(() => renewLease(ctx, lease).catch(warn), renewEvery).unref();
  try {
    const answer = await (isAtomic ? workInTransaction(ctx, lease, work) : work(ctx));
    // The work is done, so the caller gets the answer, whether or not it can be stored.
    if (!isAtomic) await storeAnswer(ctx, lease, answer).catch(warn);
    return { ...answer, isReplayed: false };
  } catch (error) {
    await settleFailure(ctx, lease, error).catch(warn);
    throw error;
  } finally {
    clearInterval(timer);
  }
}

function workInTransaction(ctx: Context, lease: Lease, work: (ctx: Context) => Promise<Answer>): Promise<Answer> {
  return ctx.db.transaction(async (tx) => {
    const inTx = { ...ctx, db: joinTransaction(tx) };
    const answer = await work(inTx);
    if (!(await storeAnswer(inTx, lease, answer))) {
      throw new DomainError('idempotency_key_in_use', 'another execution of this call has begun', { retryAfter: 1 });
    }
    return answer;
  });
}

/**
 * Stores a refusal, or gives the key back. Neither has an effect when the work was committed after all, or another
 * execution has begun.
 */
async function settleFailure(ctx: Context, lease: Lease, error: unknown): Promise<void> {
  if (!(error instanceof DomainError) || !keptRefusals.includes(problems[error.code].status)) {
    return giveBack(ctx, lease);
  }
  const { code, message, errors } = error;
  const body = problem(code, message, { errors });
  await storeAnswer(ctx, lease, { status: body.status, body: JSON.stringify(body) });
}
