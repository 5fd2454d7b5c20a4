import type { ContactMerge, Touch, VisitorLink } from '@beckon/contract';
import { inWords } from '../../parts/format/words.ts';

/** How it was shown that a browser is a contact's. */
export const linkWords: Record<VisitorLink['how'], string> = {
  signed: 'logged in (signed by the shop)',
  server: 'identified by the shop’s server',
  confirmed: 'signed up with a confirmed address',
};

/** @param now milliseconds since 1970 */
export function isUndoable({ undoneAt, undoableUntil }: VisitorLink | ContactMerge, now: number): boolean {
  return undoneAt === null && now <= Date.parse(undoableUntil);
}

/** A visit in one line: `spring (news, e-mail)`, `google, paid`, `Direct`. */
export function touchWords(touch: Touch | null): string {
  if (touch === null) return 'Unknown';
  if (touch.isDirect) return 'Direct';
  const from = [touch.source, touch.medium && inWords(touch.medium).toLowerCase()].filter(Boolean).join(', ');
  return touch.campaign ? (from ? `${touch.campaign} (${from})` : touch.campaign) : from;
}
