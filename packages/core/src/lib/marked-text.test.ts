import fc from 'fast-check';
import { expect, test } from 'vitest';
import { decodeMarked, encodeMarked } from './marked-text.ts';

test('valid UTF-8 is read unchanged, with its replacement characters and without the byte order mark', () => {
  for (const text of ['Müller 😀 \ufffd 登録', '', 'a']) expect(decodeMarked(Buffer.from(text))).toBe(text);
  expect(decodeMarked(Buffer.from('\ufeffa'))).toBe('a');
});

test('an invalid byte is marked, and everything around it is read', () => {
  const bytes = Buffer.concat([Buffer.from('ö😀'), Buffer.from('Müller', 'latin1'), Buffer.from('é')]);
  expect(decodeMarked(bytes)).toBe('ö😀M\udcfclleré');
});

test('any bytes can be restored, and invalid UTF-8 gives text that is not well-formed', () => {
  const letters = fc.oneof(
    fc.uint8Array({ maxLength: 4 }),
    fc.string({ unit: 'grapheme', maxLength: 4 }).map((text) => Buffer.from(text)),
  );
  fc.assert(
    fc.property(fc.array(letters, { maxLength: 8 }), (parts) => {
      const bytes = Buffer.concat(parts);
      fc.pre(!bytes.subarray(0, 3).equals(Buffer.from('\ufeff')));
      const text = decodeMarked(bytes);
      expect(encodeMarked(text).equals(bytes)).toBe(true);
      const isUtf8 = Buffer.from(bytes.toString('utf8')).equals(bytes);
      expect(text.isWellFormed()).toBe(isUtf8);
    }),
    { numRuns: 1_000 },
  );
});
