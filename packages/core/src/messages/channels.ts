import type { Channel } from '../consent/index.ts';
import type { Context, SendOutcome } from '../ports/index.ts';
import type { DueDelivery } from './due-delivery.ts';
import { preparePush } from './push.ts';
import { renderEmail } from './render.ts';

/** A message that is ready to be sent once it has passed the gate. */
export type ReadyMessage = {
  /** The message contains a way to opt out. */
  hasOptOut: boolean;
  send(): Promise<SendOutcome>;
};

/** How each channel renders a delivery and sends it to its platform. */
export const channels: Partial<Record<Channel, (ctx: Context, delivery: DueDelivery) => Promise<ReadyMessage>>> = {
  email: prepareEmail,
  push: preparePush,
};

async function prepareEmail(ctx: Context, delivery: DueDelivery): Promise<ReadyMessage> {
  const { hasOptOut, ...rendered } = await renderEmail(ctx, delivery);
  return {
    hasOptOut,
    send: () =>
      ctx.adapters.email.send({
        vendorKey: delivery.id,
        from: { name: delivery.tenant.senderName, address: delivery.tenant.senderAddress },
        to: { name: delivery.contact.firstName, address: delivery.address! },
        ...rendered,
      }),
  };
}
