import { eventTypeSchema } from '@beckon/contract';

/** Marks that stand on letters, once these are taken apart. */
const marks = /\p{M}/gu;
const foreignLetters = /[^\p{ASCII}]/u;

/**
 * The name of a `track` call as an event type of ours, or null where it cannot be one: letters of other scripts are
 * not dropped, since two names could become one.
 * @example
 * toEventType('Signed Up'); // 'signed_up'
 * toEventType('videoPlayed'); // 'video_played'
 * toEventType('登録'); // null
 */
export function toEventType(name: string): string | null {
  const letters = name.normalize('NFKD').replace(marks, '');
  if (foreignLetters.test(letters.replace(/[^\p{L}\p{N}]/gu, ''))) return null;
  const type = letters
    .replace(/([a-z0-9])([A-Z])/g, '$1_$2')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '_')
    .replace(/^_|_$/g, '');
  return eventTypeSchema.safeParse(type).success ? type : null;
}
