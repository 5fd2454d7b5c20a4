import { idempotencyLimits } from '@beckon/contract';
import { sql } from '../db/index.ts';
import { DomainError, keyedHash, seal, unseal } from '../lib/index.ts';
import type { AnyContext } from '../ports/index.ts';
import type { Executed, Lease } from './lease.ts';

/** What a call was answered with: its status, and its body as JSON. */
export type Answer = { status: number; body: string };

const sealingKey = ({ secrets }: Pick<AnyContext, 'secrets'>) => keyedHash(secrets.identity, 'idempotency answers');

/** An answer is encrypted for its row: it cannot be put into another one. */
const nameOf = ({ tenantId, digest }: Pick<Executed, 'tenantId' | 'digest'>) =>
  `idempotency ${tenantId} ${digest.toString('hex')}`;

/**
 * Stores what a call was answered with. Answers may hold keys, one-time links and personal data, so all are encrypted.
 * @returns whether this execution holds the key; if not, another one has begun since
 */
export async function storeAnswer(ctx: AnyContext, lease: Lease, { status, body }: Answer): Promise<boolean> {
  const { tenantId, digest, fence } = lease;
  const bytes = Buffer.from(body);
  const sealed =
    bytes.length > idempotencyLimits.answerBytes
      ? null
      : seal(sealingKey(ctx), nameOf(lease), ctx.random.bytes(12), bytes);
  const rows = await ctx.db.query(sql`
    update idempotency_keys set status = ${status}, answer = ${sealed}
    where tenant_id = ${tenantId} and digest = ${digest} and fence = ${fence} and status is null returning 1`);
  return rows.length === 1;
}

/** @throws DomainError `idempotency_answer_not_kept` when the answer was too large, or named a person who was erased */
export function openAnswer(ctx: Pick<AnyContext, 'secrets'>, executed: Executed): Answer {
  const { status, answer } = executed;
  if (answer === null) {
    throw new DomainError(
      'idempotency_answer_not_kept',
      `the call was executed and answered with status ${status}; the body was too large to keep, or named a person who was erased`,
    );
  }
  return { status, body: readSealed(ctx, { ...executed, answer }) };
}

export function readSealed(
  ctx: Pick<AnyContext, 'secrets'>,
  row: Pick<Executed, 'tenantId' | 'digest'> & { answer: Buffer },
): string {
  return unseal(sealingKey(ctx), nameOf(row), row.answer).toString();
}
