/** How an SMS is transmitted. Each segment is charged as one message. */
export type SmsSize = { alphabet: 'gsm7' | 'ucs2'; segments: number };

/** GSM 03.38, basic table without the escape character. */
const basic = new Set(
  '@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !"#¤%&\'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà',
);

/** GSM 03.38, extension table: an escape character comes before each of these. */
const extended = new Set('\f^{}\\[~]|€');

/** Maximum units in the only segment, and in each of several, which have a header. */
const maxUnits = { gsm7: { alone: 160, joined: 153 }, ucs2: { alone: 70, joined: 67 } } as const;

/**
 * Counts the segments of an SMS. One character outside of GSM-7 puts the whole text into UCS-2, where a segment holds
 * less than half as much. A character is never split between two segments.
 * @example
 * countSegments('a'.repeat(160)); // { alphabet: 'gsm7', segments: 1 }
 * countSegments('Here’s your code'); // { alphabet: 'ucs2', segments: 1 }
 */
export function countSegments(text: string): SmsSize {
  const characters = [...text];
  const alphabet = characters.every((one) => basic.has(one) || extended.has(one)) ? 'gsm7' : 'ucs2';
  // An extended character takes two septets; one beyond the basic plane two units of UCS-2.
  const unitsOf = (one: string) => (alphabet === 'ucs2' ? one.length : extended.has(one) ? 2 : 1);
  const { alone, joined } = maxUnits[alphabet];
  if (characters.reduce((sum, one) => sum + unitsOf(one), 0) <= alone) return { alphabet, segments: 1 };
  let segments = 1;
  let used = 0;
  for (const one of characters) {
    const units = unitsOf(one);
    if (used + units > joined) {
      segments += 1;
      used = 0;
    }
    used += units;
  }
  return { alphabet, segments };
}
