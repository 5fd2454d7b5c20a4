import type { AlertRule } from '@beckon/contract';
import { expect, test } from 'vitest';
import { describeRule } from './alert-words.ts';

const rule = { unit: 'percent', threshold: 5, windowSeconds: 3_600, minimum: 20 } as AlertRule;

test('a rule says when it opens an alert', () => {
  expect(describeRule(rule)).toBe('Opens above 5 %, measured over an hour, of at least 20.');
  expect(describeRule({ ...rule, unit: 'seconds', threshold: 300, windowSeconds: null, minimum: null })).toBe(
    'Opens above 300 s.',
  );
  expect(describeRule({ ...rule, windowSeconds: 600, minimum: null })).toBe(
    'Opens above 5 %, measured over 10 minutes.',
  );
  expect(describeRule({ ...rule, unit: null, threshold: null })).toBe('Opens when it happens.');
});
