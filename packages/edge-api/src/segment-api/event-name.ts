import { eventTypeSchema } from '@beckon/contract';

/** Combining marks of decomposed letters. */
const marks = /\p{M}/gu;
/** Modifier letters: the ʻokina, apostrophes and aspiration. */
const modifiers = /[\u02b0-\u02ff]/g;
const foreignLetters = /[^\p{ASCII}]/u;

/** Letters of Latin alphabets that do not decompose, with their usual ASCII spelling. */
const latin = new Map(
  'ß ss|æ ae|œ oe|ø o|ł l|đ d|ð d|ɖ d|þ th|ı i|ȷ j|ħ h|ŧ t|ŋ n|ĸ k|ƒ f|ɓ b|ɗ d|ƙ k|ƴ y|ə e|ǝ e|ɛ e|ɔ o|ƀ b|ɨ i|ʉ u'
    .split('|')
    .map((pair) => pair.split(' ') as [letter: string, ascii: string]),
);

/**
 * The name of a `track` call as an event type, or null if it cannot be one. Marks are removed (ö is o), and other
 * letters of Latin alphabets are spelled in ASCII (ß is ss, ø is o). Letters of other scripts are not dropped, since
 * two names could become the same.
 * @example
 * toEventType('Signed Up'); // 'signed_up'
 * toEventType('videoPlayed'); // 'video_played'
 * toEventType('Größe gewählt'); // 'grosse_gewahlt'
 * toEventType('登録'); // null
 */
export function toEventType(name: string): string | null {
  const letters = spellLatin(name.normalize('NFKD').replace(marks, '').replace(modifiers, ''));
  if (foreignLetters.test(letters.replace(/[^\p{L}\p{N}]/gu, ''))) return null;
  const type = letters
    .replace(/([a-z0-9])([A-Z])/g, '$1_$2')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '_')
    .replace(/^_|_$/g, '');
  return eventTypeSchema.safeParse(type).success ? type : null;
}

function spellLatin(text: string): string {
  return text.replace(/[^\p{ASCII}]/gu, (letter) => {
    const lower = letter.toLowerCase();
    const ascii = latin.get(lower);
    if (ascii === undefined) return letter;
    return letter === lower ? ascii : ascii.toUpperCase();
  });
}
