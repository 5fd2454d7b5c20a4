import type { Id } from '../lib/index.ts';
import { defineJob } from '../queue/index.ts';
import { dispatchDelivery } from './dispatch.ts';

/** Sends one delivery. */
export const sendDelivery = defineJob<{ deliveryId: Id<'dlv'> }>({
  kind: 'delivery.send',
  run: (ctx, { tenantId, payload }) => dispatchDelivery(ctx, tenantId, payload.deliveryId),
});
