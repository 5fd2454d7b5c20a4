import { afterEach, expect, test, vi } from 'vitest';
import { isGranted } from './consent.ts';
import { configure } from './settings.ts';

/** What counts without a word of the shopper in the modes none, `required`, `granted`, `cookieless`. */
const inEachMode = (browser: object) => {
  vi.stubGlobal('navigator', browser);
  return ([undefined, 'required', 'granted', 'cookieless'] as const).map((consent) => {
    configure({ key: 'pk_test', api: '', consent });
    return isGranted();
  });
};

afterEach(() => vi.unstubAllGlobals());

test.each([{}, { doNotTrack: null }, { doNotTrack: '0' }, { doNotTrack: 'unspecified', globalPrivacyControl: false }])(
  'without a word only granted and cookieless may start: %j',
  (browser) => expect(inEachMode(browser)).toEqual([null, null, true, true]),
);

test.each([{ globalPrivacyControl: true }, { doNotTrack: '1' }, { globalPrivacyControl: true, doNotTrack: '0' }])(
  'against the wish of the browser no mode may start: %j',
  (browser) => expect(inEachMode(browser)).toEqual([null, null, null, null]),
);
