import type { Delivery } from '@beckon/contract';

type Look = { label: string; color: string };

export const deliveryLooks: Record<Delivery['status'], Look> = {
  due: { label: 'Due', color: 'gray' },
  dispatching: { label: 'Being sent', color: 'blue' },
  sent: { label: 'Sent', color: 'pine' },
  failed: { label: 'Failed', color: 'red' },
  uncertain: { label: 'Uncertain', color: 'amber' },
  skipped: { label: 'Not sent', color: 'gray' },
};

const channels: Record<Delivery['channel'], string> = { email: 'e-mail', sms: 'SMS', push: 'push' };

/** Why a contact did or did not get a message, in one sentence. The reason of the gate comes first where there is one. */
export function deliverySentence({ status, reason, channel, category }: Delivery): string {
  if (reason !== null && reason !== '') return ended(reason);
  switch (status) {
    case 'due':
      return 'Waits for its turn. Consent is checked at the moment of sending.';
    case 'dispatching':
      return `Handed over to the ${channels[channel]} service this moment.`;
    case 'sent':
      return category === 'marketing'
        ? 'Consent was granted and nothing stood against it.'
        : 'A message about something the contact did: it needs no marketing consent.';
    case 'failed':
      return `The ${channels[channel]} service refused it for good.`;
    case 'uncertain':
      return 'The connection broke before the answer came: it may have arrived. It is not sent twice.';
    case 'skipped':
      return 'Held back. No reason was recorded.';
  }
}

/** A reason as a sentence: `no e-mail consent` becomes `No e-mail consent.` */
function ended(reason: string): string {
  const sentence = reason.charAt(0).toUpperCase() + reason.slice(1);
  return /[.!?]$/.test(sentence) ? sentence : `${sentence}.`;
}
