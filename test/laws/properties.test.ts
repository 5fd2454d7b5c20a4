import { expect, test } from 'vitest';
import { readSources } from './sources.ts';

/**
 * The 34 properties of the marketing automation document. `tested`: a test carries the tag. The others name the room
 * they wait for; a property whose room exists must be tested.
 */
const properties: Record<number, 'tested' | `waits for ${string}`> = {
  1: 'tested',
  2: 'waits for sync',
  3: 'tested',
  4: 'tested',
  5: 'waits for sync',
  6: 'tested',
  7: 'tested',
  8: 'tested',
  9: 'waits for flows',
  10: 'waits for segments by filter',
  11: 'waits for segments by filter',
  12: 'waits for flows',
  13: 'waits for flows',
  14: 'waits for flows',
  15: 'waits for flows',
  16: 'waits for flows',
  17: 'waits for flows',
  18: 'waits for flows',
  19: 'waits for flows',
  20: 'waits for flows',
  21: 'tested',
  22: 'waits for SMS messages',
  23: 'waits for SMS messages',
  24: 'tested',
  25: 'tested',
  26: 'waits for campaigns',
  27: 'waits for experiments',
  28: 'waits for experiments',
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

test('the table names all 34', () => {
  expect(Object.keys(properties)).toHaveLength(34);
});

test('every property that can hold by now has its test', () => {
  const missing = Object.entries(properties).filter(
    ([number, state]) => state === 'tested' && !tagged.has(Number(number)),
  );
  expect(missing).toEqual([]);
});

test('a property that is tested is not said to wait', () => {
  const stale = Object.entries(properties).filter(
    ([number, state]) => state !== 'tested' && tagged.has(Number(number)),
  );
  expect(stale).toEqual([]);
});

test('what a property waits for does not exist yet', async () => {
  const rooms = new Set(
    (await readSources('packages/core/src', /^index\.ts$/)).map(({ path }) => path.split('/').at(-2)),
  );
  const waiting = [...new Set(Object.values(properties))]
    .filter((state) => state.startsWith('waits for '))
    .map((state) => state.slice('waits for '.length));
  expect(waiting.filter((room) => rooms.has(room))).toEqual([]);
});
