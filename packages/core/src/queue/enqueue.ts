import { sql } from '../db/index.ts';
import type { Id } from '../lib/index.ts';
import type { AnyContext } from '../ports/index.ts';

/**
 * The catalog of jobs: who enqueues needs the name and the payload, never the handler.
 */
export type JobPayloads = {
  'delivery.send': { deliveryId: Id<'dlv'> };
  /** Takes an erased person out of the log. */
  'erasure.run': { erasureId: Id<'ers'> };
  /** Tells the next of those who wait for something that is there again; `wave` counts from 0. */
  'waitlist.wave': { productId: string; variantId: string; restock: number; wave: number };
};

export type JobKind = keyof JobPayloads;

export type NewJob<K extends JobKind = JobKind> = {
  tenantId: string;
  kind: K;
  payload: JobPayloads[K];
  /** The same key is enqueued once per tenant and kind. */
  uniqueKey?: string;
  /** Left out: at once. */
  runAt?: Date;
};

/** Puts a job in line. With a transaction as `ctx.db` it exists if and only if the transaction commits. */
export async function enqueue<K extends JobKind>(ctx: AnyContext, job: NewJob<K>): Promise<void> {
  const now = ctx.clock.now();
  await ctx.db.query(sql`
    insert into jobs (id, tenant_id, kind, payload, unique_key, run_at, created_at)
    values (${ctx.ids.newId('job')}, ${job.tenantId}, ${job.kind}, ${JSON.stringify(job.payload)}::text::jsonb,
      ${job.uniqueKey ?? null}, ${job.runAt ?? now}, ${now})
    on conflict do nothing`);
}

/** Puts a job in line unless one with the same payload is waiting or running. */
export async function enqueueOnce<K extends JobKind>(ctx: AnyContext, job: NewJob<K>): Promise<void> {
  const alike = await ctx.db.query(sql`
    select 1 from jobs where tenant_id = ${job.tenantId} and kind = ${job.kind} and status in ('ready', 'running')
      and payload = ${JSON.stringify(job.payload)}::text::jsonb limit 1`);
  if (alike.length === 0) await enqueue(ctx, job);
}
