import { readFile } from 'node:fs/promises';
import { attributionModels, defaultAttributionSettings } from '@beckon/contract';
import { expect, test } from 'vitest';
import { creditTouches } from './split-credit.ts';

const page = await readFile(new URL('../../../../docs/marketing/attribution.md', import.meta.url), 'utf8');

test('the example on the page about attribution is what the models give', () => {
  const placedAt = new Date('2026-02-10T12:00:00Z');
  const touch = (hours: number, channel: 'email' | 'ads' | 'sms' | 'direct') => ({
    at: new Date(placedAt.getTime() - hours * 60 * 60_000),
    channel,
  });
  const touches = [touch(72, 'email'), touch(48, 'ads'), touch(24, 'sms'), touch(2, 'direct')];
  const shares = creditTouches(touches, { placedAt, net: 6_000, refunded: 4_000 });
  const [, table] = /<!-- example -->\n([\s\S]*?)<!-- \/example -->/.exec(page)!;
  const rows = table!.trim().split('\n').slice(2);
  expect(rows).toEqual(
    attributionModels.map(
      (model) => `| \`${model}\` | ${shares.map((share) => (share[model].net / 100).toFixed(2)).join(' | ')} |`,
    ),
  );
});

test('the windows on the page about attribution are the usual ones', () => {
  const { emailClick, smsClick, pushClick, open, visit, signUp } = defaultAttributionSettings.windows;
  expect(page).toContain(`| 5 days (${emailClick} hours) |`);
  expect(page).toContain(`| 1 day (${open} hours) |`);
  expect([smsClick, pushClick, visit, signUp]).toEqual([120, 120, 120, 120]);
});
