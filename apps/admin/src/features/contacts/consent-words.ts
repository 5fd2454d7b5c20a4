import type { ConsentEntry, ConsentType, ContactDetail } from '@beckon/contract';
import { inWords } from '../../parts/format/words.ts';

export type ConsentState = ContactDetail['consents'][number]['state'] | 'none';

export const consentLabels: Record<ConsentType, string> = {
  email: 'Email',
  sms: 'SMS',
  push: 'Push',
  marketing: 'Marketing',
  analytics: 'Analytics',
};

type Look = { label: string; color: string; about: string };

/** What each state means for sending. No record is no consent. */
export const consentStates: Record<ConsentState, Look> = {
  granted: { label: 'Granted', color: 'pine', about: 'The contact gave consent.' },
  requested: {
    label: 'Requested',
    color: 'amber',
    about: 'Waiting for confirmation. Until then, there is no consent.',
  },
  revoked: { label: 'Revoked', color: 'red', about: 'The contact withdrew consent.' },
  none: { label: 'None', color: 'gray', about: 'There is no record, so there is no consent.' },
};

/** Every type with its state, also those that were never asked for. */
export function consentOverview(consents: ContactDetail['consents']) {
  const known = new Map(consents.map((consent) => [consent.type, consent]));
  return (Object.keys(consentLabels) as ConsentType[]).map((type) => {
    const consent = known.get(type);
    return { type, state: consent?.state ?? ('none' as ConsentState), since: consent?.since ?? null };
  });
}

const methods: Record<string, string> = {
  form: 'in a form',
  double_opt_in: 'with the link in the confirmation email',
  link: 'with the unsubscribe link',
  one_click: 'with the email app’s unsubscribe button',
  secret_key: 'sent by the shop’s server',
};

/** How it was said, for a person: methods we do not know keep their own name. */
export function methodInWords(method: string): string {
  return Object.hasOwn(methods, method) ? (methods[method] ?? method) : inWords(method).toLowerCase();
}

/** `Email consent granted`. */
export function consentSentence({ type, action }: Pick<ConsentEntry, 'type' | 'action'>): string {
  return `${consentLabels[type]} consent ${action}`;
}
