import type { Id } from '../lib/index.ts';
import { defineJob } from '../queue/index.ts';
import { dispatchDeliveries, sentAtOnce } from './dispatch.ts';

/** Sends deliveries of one tenant, which pass the gate as a set. */
export const sendDelivery = defineJob<{ deliveryId: Id<'dlv'> }>({
  kind: 'delivery.send',
  maxSet: sentAtOnce,
  run: (ctx, jobs) =>
    dispatchDeliveries(
      ctx,
      jobs[0]!.tenantId,
      jobs.map(({ payload }) => payload.deliveryId),
    ),
});
