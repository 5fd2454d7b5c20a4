import { expect, it } from 'vitest';
import { evaluationPhrase, progressOf } from './segment-words.ts';

it('the evaluation of a segment has a progress once the filter has been compared', () => {
  expect(progressOf({ changing: null, remaining: null })).toBeNull();
  expect(progressOf({ changing: 400, remaining: 300 })).toBe(25);
  expect(progressOf({ changing: 0, remaining: 0 })).toBe(100);
});

it('says how many contacts still enter or leave', () => {
  expect(evaluationPhrase({ changing: null, remaining: null })).toMatch(/compared with all contacts/);
  expect(evaluationPhrase({ changing: 9, remaining: 1 })).toBe('Being evaluated: 1 contact still enters or leaves');
  expect(evaluationPhrase({ changing: 9, remaining: 2 })).toBe('Being evaluated: 2 contacts still enter or leave');
});
