import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { choiceOf } from './choice.ts';

const [granted, denied] = ['granted', 'denied'];
const byDefault = (analytics_storage: string, more = {}) => ['consent', 'default', { analytics_storage, ...more }];
const update = (signals: object) => ['consent', 'update', signals];

beforeEach(() => vi.stubGlobal('navigator', {}));
afterEach(() => vi.unstubAllGlobals());

test('an update is the word of the shopper, and the last one counts', () => {
  expect(choiceOf([byDefault(denied), update({ analytics_storage: granted, ad_storage: denied })])).toEqual({
    analytics: true,
    marketing: false,
  });
  expect(choiceOf([update({ analytics_storage: granted }), update({ analytics_storage: denied })])).toEqual({
    analytics: false,
  });
  expect(choiceOf([update({ analytics_storage: granted }), update({ ad_storage: granted })])).toEqual({
    analytics: true,
    marketing: true,
  });
});

test('a default says no to nothing, and yes to analytics alone', () => {
  expect(choiceOf([byDefault(denied, { ad_storage: denied })])).toEqual({});
  expect(choiceOf([byDefault(granted, { ad_storage: granted })])).toEqual({ analytics: true });
  expect(choiceOf([byDefault(granted), update({ analytics_storage: denied })])).toEqual({ analytics: false });
});

test('a default that is granted starts nothing where defaults differ by region, or where the browser objects', () => {
  expect(choiceOf([byDefault(granted), byDefault(denied, { region: ['AT', 'DE'] })])).toEqual({});
  vi.stubGlobal('navigator', { globalPrivacyControl: true });
  expect(choiceOf([byDefault(granted)])).toEqual({});
});

test('other commands are ignored', () => {
  const { arguments: other } = (function (..._: unknown[]) {
    // biome-ignore lint/complexity/noArguments: what `gtag` pushes.
    return { arguments };
  })('event', 'purchase', { value: 1 });
  expect(
    choiceOf([other, ['consent'], ['consent', 'update'], ['consent', 'update', { analytics_storage: 1 }]]),
  ).toEqual({});
});
