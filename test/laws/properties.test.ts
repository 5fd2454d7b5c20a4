import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { readSources, root } from './sources.ts';

/** Parts that are not built yet, with their future paths: a property either has its test or waits for one of these. */
const openParts = {
  sync: 'packages/core/src/sync',
};

/** The 34 properties of the marketing automation document. `tested`: a test has the tag. */
const properties: Record<number, 'tested' | `waits for ${keyof typeof openParts}`> = {
  1: 'tested',
  2: 'waits for sync',
  3: 'tested',
  4: 'tested',
  5: 'waits for sync',
  6: 'tested',
  7: 'tested',
  8: 'tested',
  9: 'tested',
  10: 'tested',
  11: 'tested',
  12: 'tested',
  13: 'tested',
  14: 'tested',
  15: 'tested',
  16: 'tested',
  17: 'tested',
  18: 'tested',
  19: 'tested',
  20: 'tested',
  21: 'tested',
  22: 'tested',
  23: 'tested',
  24: 'tested',
  25: 'tested',
  26: 'tested',
  27: 'tested',
  28: 'tested',
  29: 'tested',
  30: 'tested',
  31: 'tested',
  32: 'tested',
  33: 'tested',
  34: 'tested',
};

const tests = (
  await Promise.all([readSources('packages', /\.test\.tsx?$/), readSources('test', /\.test\.ts$/)])
).flat();
const tagged = new Set(
  tests.flatMap(({ text }) =>
    [...text.matchAll(/Feature: marketing-automation, Property (\d+):/g)].map((match) => Number(match[1])),
  ),
);

test('the table lists all 34', () => {
  expect(Object.keys(properties)).toHaveLength(34);
});

test('every property that waits for no part has its test', () => {
  const missing = Object.entries(properties).filter(
    ([number, state]) => state === 'tested' && !tagged.has(Number(number)),
  );
  expect(missing).toEqual([]);
});

test('a tested property is not listed as waiting', () => {
  const stale = Object.entries(properties).filter(
    ([number, state]) => state !== 'tested' && tagged.has(Number(number)),
  );
  expect(stale).toEqual([]);
});

test('the parts that properties wait for are planned and do not exist yet', async () => {
  const planned = /planned: ([^`]*?)```/.exec(await readFile(join(root, 'ARCHITECTURE.md'), 'utf8'))![1]!;
  for (const [part, path] of Object.entries(openParts)) {
    expect(planned, 'ARCHITECTURE.md lists what is planned').toContain(part);
    expect(existsSync(join(root, path)), `${path} exists: its properties need tests`).toBe(false);
  }
});
