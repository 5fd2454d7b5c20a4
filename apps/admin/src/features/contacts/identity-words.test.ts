import type { Touch } from '@beckon/contract';
import { expect, test } from 'vitest';
import { isUndoable, touchWords } from './identity-words.ts';

const touch = (more: Partial<Touch>): Touch => ({
  at: '2026-03-01T10:00:00.000Z',
  source: null,
  medium: null,
  campaign: null,
  term: null,
  content: null,
  clickId: null,
  referrer: null,
  landingPath: '/',
  isDirect: false,
  ...more,
});

test('a visit is said in one line', () => {
  expect(touchWords(null)).toBe('Unknown');
  expect(touchWords(touch({ isDirect: true }))).toBe('Direct');
  expect(touchWords(touch({ source: 'google', medium: 'paid' }))).toBe('google, paid');
  expect(touchWords(touch({ source: 'news', medium: 'email', campaign: 'spring' }))).toBe('spring (news, email)');
  expect(touchWords(touch({ campaign: 'spring' }))).toBe('spring');
});

test('a link can be taken back until its time is over, once', () => {
  const merge = { id: 'm', mergedId: 'c', userId: 'u', mergedAt: '2026-03-01T00:00:00Z', undoneAt: null };
  const undoableUntil = '2026-03-31T00:00:00.000Z';
  expect(isUndoable({ ...merge, undoableUntil }, Date.parse(undoableUntil))).toBe(true);
  expect(isUndoable({ ...merge, undoableUntil }, Date.parse(undoableUntil) + 1)).toBe(false);
  expect(isUndoable({ ...merge, undoableUntil, undoneAt: '2026-03-02T00:00:00Z' }, 0)).toBe(false);
});
