import { dispatchDelivery } from '@beckon/core/messages';
import type { Context } from '@beckon/core/ports';
import type { ClaimedJob, JobKind, JobOutcome } from '@beckon/core/queue';

type Handler<K extends JobKind> = (ctx: Context, job: Extract<ClaimedJob, { kind: K }>) => Promise<JobOutcome>;

/** One handler for each job of the catalog; the type refuses a catalog entry without one. */
export const handlers: { [K in JobKind]: Handler<K> } = {
  'delivery.send': (ctx, job) => dispatchDelivery(ctx, job.tenantId, job.payload.deliveryId),
};
