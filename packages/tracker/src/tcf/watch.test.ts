import { afterEach, expect, test, vi } from 'vitest';
import { choiceOf, type TcData } from './watch.ts';

const all = { 1: true, 3: true, 4: true, 8: true };
const said = (consents: Record<string, boolean>, more: TcData = {}) =>
  choiceOf({ eventStatus: 'useractioncomplete', gdprApplies: true, purpose: { consents }, ...more });

afterEach(() => vi.unstubAllGlobals());

test('purposes 1 and 8 are analytics, 1, 3 and 4 are marketing', () => {
  expect(said(all)).toEqual({ analytics: true, marketing: true });
  expect(said({ 1: true, 8: true })).toEqual({ analytics: true, marketing: false });
  expect(said({ 1: true, 3: true, 4: true })).toEqual({ analytics: false, marketing: true });
  expect(said({ ...all, 1: false })).toEqual({ analytics: false, marketing: false });
  expect(said({})).toEqual({ analytics: false, marketing: false });
});

test('while the banner is open nothing is said, whatever it says so far', () => {
  expect(said(all, { eventStatus: 'cmpuishown' })).toBeUndefined();
  expect(choiceOf({ purpose: { consents: all } })).toBeUndefined();
});

test('a vendor that is named needs its yes too', () => {
  const data = { eventStatus: 'tcloaded', purpose: { consents: all }, vendor: { consents: { 755: true } } };
  expect(choiceOf(data, '755')).toEqual({ analytics: true, marketing: true });
  expect(choiceOf(data, '756')).toEqual({ analytics: false, marketing: false });
});

test('where the GDPR does not apply analytics may run, unless the browser objects', () => {
  vi.stubGlobal('navigator', {});
  expect(choiceOf({ gdprApplies: false })).toEqual({ analytics: true });
  vi.stubGlobal('navigator', { globalPrivacyControl: true });
  expect(choiceOf({ gdprApplies: false })).toBeUndefined();
});
