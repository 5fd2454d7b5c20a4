import type { Delivery } from '@beckon/contract';
import { formatClock, formatDate } from '../../parts/format/time.ts';

type Look = { label: string; color: string };

export const deliveryLooks: Record<Delivery['status'], Look> = {
  due: { label: 'Due', color: 'gray' },
  dispatching: { label: 'Being sent', color: 'blue' },
  sent: { label: 'Sent', color: 'pine' },
  failed: { label: 'Failed', color: 'red' },
  uncertain: { label: 'Uncertain', color: 'amber' },
  skipped: { label: 'Not sent', color: 'gray' },
};

const channels: Record<Delivery['channel'], string> = { email: 'email', sms: 'SMS', push: 'push' };

/** Why a contact did or did not get a message. The reason of the gate comes first where there is one. */
export function deliverySentence({ status, reason, waitsUntil, channel, category }: Delivery): string {
  if (reason !== null && reason !== '') {
    return waitsUntil === null
      ? ended(reason)
      : `${ended(reason)} Checked again at ${formatClock(waitsUntil)} on ${formatDate(waitsUntil)}.`;
  }
  switch (status) {
    case 'due':
      return 'Waiting to be sent. Consent is checked at the time of sending.';
    case 'dispatching':
      return `Being handed to the ${channels[channel]} service.`;
    case 'sent':
      return category === 'marketing'
        ? 'The contact had given consent.'
        : 'A transactional message, which needs no marketing consent.';
    case 'failed':
      return `The ${channels[channel]} service rejected the message.`;
    case 'uncertain':
      return 'The connection was lost before the service answered. The message may have been delivered, so it is not sent again.';
    case 'skipped':
      return 'Not sent. No reason was recorded.';
  }
}

/** A reason as a sentence: `no e-mail consent` becomes `No e-mail consent.` */
function ended(reason: string): string {
  const sentence = reason.charAt(0).toUpperCase() + reason.slice(1);
  return /[.!?]$/.test(sentence) ? sentence : `${sentence}.`;
}
