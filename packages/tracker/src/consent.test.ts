import { afterEach, expect, test, vi } from 'vitest';
import { isGranted } from './consent.ts';
import { configure } from './settings.ts';

const modes = [undefined, 'required', 'granted', 'cookieless'] as const;
const optOuts = [{ globalPrivacyControl: true }, { doNotTrack: '1' }];

/** What counts for something said, in each mode. */
const inEachMode = (said: boolean | undefined, browser: object) => {
  vi.stubGlobal('navigator', browser);
  return modes.map((consent) => {
    configure({ key: 'pk_test', api: '', consent });
    return isGranted(said);
  });
};

afterEach(() => vi.unstubAllGlobals());

test('the word of the shopper counts in every mode, whatever the browser says', () => {
  for (const browser of [{}, ...optOuts]) {
    expect(inEachMode(true, browser)).toEqual([true, true, true, true]);
    expect(inEachMode(false, browser)).toEqual([false, false, false, false]);
  }
});

test('without a word only granted and cookieless may start, and no mode against the browser', () => {
  expect(inEachMode(undefined, { doNotTrack: null })).toEqual([undefined, undefined, true, true]);
  for (const browser of optOuts)
    expect(inEachMode(undefined, browser)).toEqual([undefined, undefined, undefined, undefined]);
});
