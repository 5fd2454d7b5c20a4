import { sql } from '../db/index.ts';
import type { Id } from '../lib/index.ts';
import type { AnyContext } from '../ports/index.ts';

/** The catalog of jobs: a caller that enqueues needs the name and the payload, never the handler. */
export type JobPayloads = {
  'delivery.send': { deliveryId: Id<'dlv'> };
  /** Removes an erased person from the log. */
  'erasure.run': { erasureId: Id<'ers'> };
  /** Notifies the next shoppers waiting for a product that is back in stock; `wave` counts from 0. */
  'waitlist.wave': { productId: string; variantId: string; restock: number; wave: number };
};

export type JobKind = keyof JobPayloads;

export type NewJob<K extends JobKind = JobKind> = {
  tenantId: string;
  kind: K;
  payload: JobPayloads[K];
  /** A key is enqueued only once per tenant and kind. */
  uniqueKey?: string;
  /** If omitted, at once. */
  runAt?: Date;
};

/** Enqueues a job. With a transaction as `ctx.db`, the job exists if and only if the transaction commits. */
export async function enqueue<K extends JobKind>(ctx: AnyContext, job: NewJob<K>): Promise<void> {
  const now = ctx.clock.now();
  await ctx.db.query(sql`
    insert into jobs (id, tenant_id, kind, payload, unique_key, run_at, created_at)
    values (${ctx.ids.newId('job')}, ${job.tenantId}, ${job.kind}, ${JSON.stringify(job.payload)}::text::jsonb,
      ${job.uniqueKey ?? null}, ${job.runAt ?? now}, ${now})
    on conflict do nothing`);
}

/** Enqueues a job unless one with the same payload is waiting or running. */
export async function enqueueOnce<K extends JobKind>(ctx: AnyContext, job: NewJob<K>): Promise<void> {
  const alike = await ctx.db.query(sql`
    select 1 from jobs where tenant_id = ${job.tenantId} and kind = ${job.kind} and status in ('ready', 'running')
      and payload = ${JSON.stringify(job.payload)}::text::jsonb limit 1`);
  if (alike.length === 0) await enqueue(ctx, job);
}
