import { readFile } from 'node:fs/promises';
import { flowDefinitionSchema } from '@beckon/contract';
import { expect, test } from 'vitest';
import { compareVariations } from './compare.ts';
import { abVariations } from './testing/seed.ts';
import { isBestShown, verdictOfDecided, verdictOfRunning } from './verdict.ts';

const page = (await readFile(new URL('../../../../docs/marketing/experiments.md', import.meta.url), 'utf8')).replace(
  /\s+/g,
  ' ',
);

test('the example of the page has the figures that the report gives', () => {
  const [, ofA, clicksA, ofB, clicksB] =
    /A was delivered to ([\d,]+) contacts, of whom (\d+) clicked; B to (\d+), of whom (\d+) clicked/.exec(page)!;
  const tallies = [
    { key: 'a', delivered: Number(ofA!.replace(',', '')), clicked: Number(clicksA) },
    { key: 'b', delivered: Number(ofB), clicked: Number(clicksB) },
  ].map((tally) => ({
    ...{ ...tally, assigned: tally.delivered, opened: 0, converted: 0, revenue: 0, revenueSquared: 0 },
  }));
  const points = (value: number) => (value * 100).toFixed(1);
  const compared = (look: 'any' | 'planned') => {
    const comparison = compareVariations('clicks', abVariations, tallies, look);
    const { value, low, high, isShown } = comparison.variations[1]!.difference!;
    expect(isBestShown(comparison.variations, 'b')).toBe(isShown);
    const judged = { metric: 'clicks' as const, currency: 'USD', variations: abVariations, comparison };
    return { judged, value, row: `| | | ${points(low)} to ${points(high)} points | ${isShown ? 'yes' : 'no'} |` };
  };
  const [any, planned] = [compared('any'), compared('planned')];
  expect(page).toContain(`| click rate | 5.0% | 8.0% | ${points(any.value)} points | |`);
  expect(page).toContain(`| while it runs ${any.row}`);
  expect(page).toContain(`| decided by the rule at its time ${planned.row}`);
  expect(page).toContain(`"${verdictOfRunning(any.judged)}"`);
  expect(page).toContain(`"${verdictOfDecided(planned.judged, 'b', 'highest')}"`);
});

test('the definition of the page is one', () => {
  const [, json] = /```json (.*?) ```/.exec(page)!;
  expect(flowDefinitionSchema.parse(JSON.parse(json!)).steps).toHaveLength(1);
});
