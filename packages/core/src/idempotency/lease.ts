import { idempotencyLimits } from '@beckon/contract';
import { sql } from '../db/index.ts';
import { DomainError, isEqualInConstantTime } from '../lib/index.ts';
import type { AnyContext } from '../ports/index.ts';
import type { CallDigest } from './call.ts';
import type { idempotencyKeys } from './tables.ts';

/** The right to execute a call. Another execution that begins after its lease has lapsed has a higher fence. */
export type Lease = Pick<CallDigest, 'tenantId' | 'digest'> & { fence: number };

/** What is stored of a call that was executed. */
export type Executed = Pick<typeof idempotencyKeys.$inferSelect, 'tenantId' | 'digest' | 'answer'> & {
  status: number;
};

type Stored = Pick<typeof idempotencyKeys.$inferSelect, 'fingerprint' | 'status' | 'answer'>;

/** Milliseconds. A transaction ends after 30 s, so an execution that is longer renews its lease. */
const leaseTime = 30_000;

/** Milliseconds between renewals. */
export const renewEvery = 10_000;

const hour = 60 * 60 * 1_000;

/**
 * Begins a call, or finds out that it was executed.
 * @throws DomainError `idempotency_key_in_use` while it is being executed, `idempotency_key_reused` when the key was used
 *   with another query or body, `too_many_idempotency_keys`
 */
export async function leaseKey(ctx: AnyContext, call: CallDigest): Promise<{ lease: Lease } | { executed: Executed }> {
  const { tenantId, digest } = call;
  for (;;) {
    const fence = await take(ctx, call);
    if (fence !== null) return { lease: { tenantId, digest, fence } };
    const [stored] = await ctx.db.query<Stored>(sql`
      select fingerprint, status, answer from idempotency_keys where tenant_id = ${tenantId} and digest = ${digest}`);
    if (stored) return { executed: { tenantId, digest, answer: stored.answer, status: judge(call, stored) } };
    // Without a row the shop has too many keys, unless another call has just given this one back.
    await requireRoom(ctx, call);
  }
}

/** The status of the answer. */
function judge({ fingerprint }: CallDigest, stored: Stored): number {
  if (!isEqualInConstantTime(stored.fingerprint, fingerprint)) {
    throw new DomainError('idempotency_key_reused', 'use a new key for another call, or send the same query and body');
  }
  if (stored.status === null) throw new DomainError('idempotency_key_in_use', undefined, { retryAfter: 1 });
  return stored.status;
}

/**
 * Takes a key that is new, has expired, or whose execution has not renewed its lease. The database's clock decides about
 * leases, since several processes share them.
 */
async function take(ctx: AnyContext, { tenantId, digest, fingerprint }: CallDigest): Promise<number | null> {
  const now = ctx.clock.now();
  const expiresAt = new Date(now.getTime() + idempotencyLimits.hours * hour);
  const [row] = await ctx.db.query<Pick<typeof idempotencyKeys.$inferSelect, 'fence'>>(sql`
    insert into idempotency_keys as k (tenant_id, digest, fingerprint, fence, leased_until, created_at, expires_at)
    select ${tenantId}, ${digest}::bytea, ${fingerprint}::bytea, 1, clock_timestamp() + ${leaseTime}::int * interval '1 ms',
      ${now}::timestamptz, ${expiresAt}::timestamptz
    where not exists (
        select from idempotency_keys where tenant_id = ${tenantId} offset ${idempotencyLimits.keys - 1}::int limit 1)
      or exists (select from idempotency_keys where tenant_id = ${tenantId} and digest = ${digest})
    on conflict (tenant_id, digest) do update set fingerprint = excluded.fingerprint, fence = k.fence + 1,
      leased_until = excluded.leased_until, status = null, answer = null, created_at = excluded.created_at,
      expires_at = excluded.expires_at
    where k.expires_at <= ${now}
      or (k.status is null and k.leased_until <= clock_timestamp() and k.fingerprint = excluded.fingerprint)
    returning fence`);
  return row?.fence ?? null;
}

type First = { first: Date | null; count: number };

async function requireRoom(ctx: AnyContext, { tenantId }: CallDigest): Promise<void> {
  const [row] = await ctx.db.query<First>(sql`
    select count(*)::int as count, min(expires_at) as first from idempotency_keys where tenant_id = ${tenantId}`);
  const { count, first } = row!;
  if (count < idempotencyLimits.keys) return;
  const wait = Math.ceil((first!.getTime() - ctx.clock.now().getTime()) / 1_000);
  throw new DomainError(
    'too_many_idempotency_keys',
    `a shop can have ${idempotencyLimits.keys.toLocaleString('en')} keys: wait, or leave the header out`,
    { retryAfter: Math.max(1, wait) },
  );
}

/** Renews the lease of an execution that is still going on. */
export async function renewLease(ctx: AnyContext, { tenantId, digest, fence }: Lease): Promise<void> {
  await ctx.db.query(sql`
    update idempotency_keys set leased_until = clock_timestamp() + ${leaseTime}::int * interval '1 ms'
    where tenant_id = ${tenantId} and digest = ${digest} and fence = ${fence} and status is null`);
}

/** Gives a key back: the call has done nothing, and may be sent again. */
export async function giveBack(ctx: AnyContext, { tenantId, digest, fence }: Lease): Promise<void> {
  await ctx.db.query(sql`
    delete from idempotency_keys
    where tenant_id = ${tenantId} and digest = ${digest} and fence = ${fence} and status is null`);
}
