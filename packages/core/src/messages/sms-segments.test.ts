import fc from 'fast-check';
import { expect, test } from 'vitest';
import { countSegments } from './sms-segments.ts';

test.each<[string, string, number, string]>([
  ['160 letters', 'a'.repeat(160), 1, 'gsm7'],
  ['161 letters', 'a'.repeat(161), 2, 'gsm7'],
  ['159 letters and a euro sign, which counts two', `${'a'.repeat(159)}€`, 2, 'gsm7'],
  ['158 letters and a euro sign', `${'a'.repeat(158)}€`, 1, 'gsm7'],
  ['99 letters and a curly apostrophe', `${'a'.repeat(99)}’`, 2, 'ucs2'],
  ['99 letters and a straight one', `${'a'.repeat(99)}'`, 1, 'gsm7'],
  ['69 pipe signs and an infinity sign', `${'|'.repeat(69)}∞`, 1, 'ucs2'],
  ['35 emoji', '😀'.repeat(35), 1, 'ucs2'],
  ['36 emoji', '😀'.repeat(36), 2, 'ucs2'],
  ['66 emoji: 33 fit into each, since none is split', '😀'.repeat(66), 2, 'ucs2'],
  ['67 emoji', '😀'.repeat(67), 3, 'ucs2'],
  ['306 letters', 'a'.repeat(306), 2, 'gsm7'],
  ['307 letters', 'a'.repeat(307), 3, 'gsm7'],
  [
    '152 letters, an extended character that is not split, and more',
    `${'a'.repeat(152)}€${'a'.repeat(152)}`,
    3,
    'gsm7',
  ],
  ['nothing', '', 1, 'gsm7'],
])('E4: %s', (_, text, segments, alphabet) => expect(countSegments(text)).toEqual({ alphabet, segments }));

test('a longer text never takes fewer segments, and each holds what it can', () => {
  fc.assert(
    fc.property(
      fc.array(fc.constantFrom('a', '€', '|', '’', '😀', '\n'), { maxLength: 400 }),
      fc.nat(400),
      (characters, cut) => {
        const whole = countSegments(characters.join(''));
        const part = countSegments(characters.slice(0, cut).join(''));
        expect(part.segments).toBeLessThanOrEqual(whole.segments);
        const units = characters.join('').length;
        if (whole.alphabet === 'ucs2') expect(whole.segments).toBeGreaterThanOrEqual(units > 70 ? units / 67 : 1);
      },
    ),
    { numRuns: 100 },
  );
});
