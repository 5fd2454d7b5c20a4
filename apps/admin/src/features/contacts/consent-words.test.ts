import { expect, it } from 'vitest';
import { consentOverview, consentSentence, methodInWords } from './consent-words.ts';

it('lists every type of consent, also those that were never asked for', () => {
  const overview = consentOverview([{ type: 'email', state: 'granted', since: '2026-01-01T00:00:00Z' }]);
  expect(overview).toHaveLength(5);
  expect(overview[0]).toEqual({ type: 'email', state: 'granted', since: '2026-01-01T00:00:00Z' });
  expect(overview.slice(1).every(({ state }) => state === 'none')).toBe(true);
});

it('says how consent was given', () => {
  expect(methodInWords('double_opt_in')).toBe('with the link in the confirmation email');
  expect(methodInWords('till_receipt')).toBe('till receipt');
  expect(methodInWords('constructor')).toBe('constructor');
  expect(consentSentence({ type: 'email', action: 'revoked' })).toBe('Email consent revoked');
});
