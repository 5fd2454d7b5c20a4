import type { Id } from '../lib/index.ts';
import { readFieldGroups } from './fields.ts';
import type { MailParts } from './mail-parts.ts';

/** A delivery's id with the letters of our base32 alone, at the beginning of an address or behind a plus sign. */
const delivery = /(?:^|[<+\s])(dlv_[0-9a-hjkmnp-tv-z]{26})(?=@)/gi;

/** Headers with the address that a mail was sent to, by the programs that deliver it. */
const recipientHeaders = ['delivered-to', 'x-original-to', 'envelope-to', 'x-envelope-to', 'to'];

/**
 * The delivery that a report is about: named by the Message-ID of the returned mail, else by the address that the
 * report was sent to (VERP), else by the mail that it answers. Each place counts only if it names one delivery.
 */
export function findDeliveryId(mail: MailParts, returnedHeader: string | null): Id<'dlv'> | null {
  const [returned] = readFieldGroups(returnedHeader ?? '');
  const places = [
    [returned?.get('message-id') ?? ''],
    recipientHeaders.flatMap((name) => mail.headers.get(name) ?? []),
    mail.headers.get('in-reply-to') ?? [],
    mail.headers.get('references') ?? [],
  ];
  for (const place of places) {
    const named = new Set(place.flatMap((text) => [...text.matchAll(delivery)].map(([, id]) => id!.toLowerCase())));
    const [id] = named;
    if (id !== undefined && named.size === 1) return id as Id<'dlv'>;
  }
  return null;
}
