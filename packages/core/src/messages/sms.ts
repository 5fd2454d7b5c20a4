import type { Context, SendOutcome, SmsOutcome, SmsSender } from '../ports/index.ts';
import type { ReadyMessage } from './channels.ts';
import type { DueDelivery } from './due-delivery.ts';
import { renderText, variablesOf } from './render.ts';

/** Maximum characters; platforms refuse longer messages. */
export const maxSmsLength = 1_600;

/** Renders an SMS for its sender. It has no subject. */
export async function prepareSms(_ctx: Context, delivery: DueDelivery, sender: SmsSender): Promise<ReadyMessage> {
  const text = await renderText(delivery.message.body, variablesOf(delivery), maxSmsLength);
  return {
    hasOptOut: false,
    async send() {
      return toSendOutcome(await sender.send({ vendorKey: delivery.id, to: delivery.address!, text }));
    },
  };
}

function toSendOutcome(outcome: SmsOutcome): SendOutcome {
  return outcome.outcome === 'blocked' ? { outcome: 'failed', reason: outcome.reason } : outcome;
}
