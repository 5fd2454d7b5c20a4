import { expect, test } from 'vitest';
import { percentDone } from './campaign-looks.ts';
import { formatRate, schedulePhrase } from './campaign-words.ts';

test('a schedule is said in words, and a local time is not shifted by the zone of the reader', () => {
  expect(schedulePhrase({ kind: 'now' })).toBe('at once');
  expect(schedulePhrase({ kind: 'local', at: '2027-03-02T23:30', passed: 'next_day' })).toMatch(
    /^on Mar 2, 2027, 11:30\sPM, by the clock of each contact$/,
  );
  expect(schedulePhrase({ kind: 'at', at: '2027-03-02T09:00:00Z' })).toMatch(/^on Mar \d, 2027, /);
});

test('a rate without messages delivered is a dash, not zero', () => {
  expect([null, 0, 41.46, 100].map(formatRate)).toEqual(['–', '0 %', '41.5 %', '100 %']);
});

test('a campaign is done only when no recipient waits', () => {
  const progress = { recipients: 1_000, sent: 995, skipped: 4, failed: 0, uncertain: 0, waiting: 1 };
  expect(percentDone(progress)).toBe(99);
  expect(percentDone({ ...progress, skipped: 5, waiting: 0 })).toBe(100);
  expect(percentDone({ ...progress, recipients: 0, waiting: 0 })).toBe(0);
});
