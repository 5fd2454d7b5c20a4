import { expect, test } from 'vitest';
import { isGranted } from './consent.ts';

const modes = [undefined, 'required', 'granted', 'cookieless'] as const;
const optOuts = [{ globalPrivacyControl: true }, { doNotTrack: '1' }];

test('the word of the shopper counts in every mode, whatever the browser says', () => {
  for (const mode of modes) {
    for (const browser of [{}, ...optOuts]) {
      expect(isGranted(mode, { analytics: true }, browser)).toBe(true);
      expect(isGranted(mode, { analytics: false }, browser)).toBe(false);
    }
  }
});

test('without a word only granted and cookieless may start, and no mode against the browser', () => {
  expect(modes.map((mode) => isGranted(mode, {}, { doNotTrack: null }))).toEqual([undefined, undefined, true, true]);
  for (const mode of modes) for (const browser of optOuts) expect(isGranted(mode, {}, browser)).toBeUndefined();
});

test('a yes to marketing is no yes to analytics', () => {
  expect(isGranted('required', { marketing: true }, {})).toBeUndefined();
});
