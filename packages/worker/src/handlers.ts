import { dispatchDelivery } from '@beckon/core/messages';
import type { Context } from '@beckon/core/ports';
import { runErasure } from '@beckon/core/privacy';
import type { ClaimedJob, JobKind, JobOutcome } from '@beckon/core/queue';
import { runWave } from '@beckon/core/waitlists';

type Handler<K extends JobKind> = (ctx: Context, job: Extract<ClaimedJob, { kind: K }>) => Promise<JobOutcome>;

/** Runs a job by the handler of its kind. */
export function handle(ctx: Context, job: ClaimedJob): Promise<JobOutcome> {
  // The kind ties payload and handler together; the compiler cannot follow it through the index.
  return (handlers[job.kind] as (ctx: Context, job: ClaimedJob) => Promise<JobOutcome>)(ctx, job);
}

/** One handler for each job of the catalog; the type refuses a catalog entry without one. */
const handlers: { [K in JobKind]: Handler<K> } = {
  'delivery.send': (ctx, job) => dispatchDelivery(ctx, job.tenantId, job.payload.deliveryId),
  'erasure.run': (ctx, job) => runErasure(ctx, job.tenantId, job.payload.erasureId),
  'waitlist.wave': async (ctx, job) => {
    await runWave(ctx, job.tenantId, job.payload);
    return { outcome: 'done' };
  },
};
