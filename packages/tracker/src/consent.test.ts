import { afterEach, expect, test, vi } from 'vitest';
import { isGranted } from './consent.ts';
import { configure } from './settings.ts';

/** What counts without a word of the shopper. */
const inMode = (consent: unknown) => {
  configure({ key: 'pk_test', api: '', consent: consent as undefined });
  return isGranted();
};

const inEachMode = (browser: object) => {
  vi.stubGlobal('navigator', browser);
  return [undefined, 'required', 'granted', 'cookieless'].map(inMode);
};

afterEach(() => vi.unstubAllGlobals());

test.each([{}, { doNotTrack: null }, { doNotTrack: '0' }, { doNotTrack: 'unspecified', globalPrivacyControl: false }])(
  'without a word only granted and cookieless may start: %j',
  (browser) => expect(inEachMode(browser)).toEqual([null, null, true, true]),
);

test.each([{ globalPrivacyControl: true }, { doNotTrack: '1' }, { globalPrivacyControl: true, doNotTrack: '0' }])(
  'no mode starts the tracker if the browser requests not to be tracked: %j',
  (browser) => expect(inEachMode(browser)).toEqual([null, null, null, null]),
);

const misspelled = ['Required', 'denied', '', ' ', 'Granted', 'GRANTED', ' granted', 'granted ', 'cookie-less', 'a'];

test.each([...misspelled, 'Cookieless', 'true', '1', 'no', true, 1, null, {}, ['granted']])(
  'a mode that is spelled otherwise is required: %j',
  (consent) => {
    vi.stubGlobal('navigator', {});
    expect(inMode(consent)).toBeNull();
  },
);
