import type { ConsentEntry, ConsentType, ContactDetail } from '@beckon/contract';
import { inWords } from '../../parts/format/words.ts';

export type ConsentState = ContactDetail['consents'][number]['state'] | 'none';

export const consentLabels: Record<ConsentType, string> = {
  email: 'E-mail',
  sms: 'SMS',
  push: 'Push',
  marketing: 'Marketing',
  analytics: 'Analytics',
};

type Look = { label: string; color: string; about: string };

/** What each state means for sending. No record is no consent. */
export const consentStates: Record<ConsentState, Look> = {
  granted: { label: 'Granted', color: 'pine', about: 'Said yes.' },
  requested: { label: 'Requested', color: 'amber', about: 'Waits for the confirmation. Until then: no.' },
  revoked: { label: 'Revoked', color: 'red', about: 'Said no.' },
  none: { label: 'Never asked', color: 'gray', about: 'No record is no consent.' },
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
  double_opt_in: 'by the link in the confirmation mail',
  link: 'by the unsubscribe link',
  one_click: 'by the mail program’s unsubscribe button',
  secret_key: 'told by the shop’s server',
};

/** How it was said, for a person: methods we do not know keep their own name. */
export function methodInWords(method: string): string {
  return Object.hasOwn(methods, method) ? (methods[method] ?? method) : inWords(method).toLowerCase();
}

/** `E-mail consent granted`. */
export function consentSentence({ type, action }: Pick<ConsentEntry, 'type' | 'action'>): string {
  return `${consentLabels[type]} consent ${action}`;
}
