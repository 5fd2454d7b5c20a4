import fc from 'fast-check';
import { expect, test } from 'vitest';
import { runs } from '../../testing/index.ts';
import { chiSquareTail } from './chi-square.ts';
import { newcombeInterval, welchInterval, wilsonInterval } from './intervals.ts';
import { meanOf, rateOf } from './mean.ts';
import { normalQuantile, studentQuantile } from './normal.ts';
import { sampleRatioProbability } from './sample-ratio.ts';
import { sequentialDifference, sequentialFactor } from './sequential.ts';

test('the normal quantile is that of the tables', () => {
  for (const [probability, quantile] of [
    [0.5, 0],
    [0.9, 1.281552],
    [0.975, 1.959964],
    [0.995, 2.575829],
    [0.9999, 3.719016],
    [0.025, -1.959964],
    [1e-12, -7.034484],
  ] as const)
    expect(normalQuantile(probability), String(probability)).toBeCloseTo(quantile, 5);
});

test('the quantile of Student’s t is that of the tables', () => {
  for (const [probability, degrees, quantile] of [
    [0.975, 10, 2.228],
    [0.975, 30, 2.0423],
    [0.975, 100, 1.98397],
    [0.995, 60, 2.6603],
    [0.95, 120, 1.6577],
  ] as const)
    expect(studentQuantile(probability, degrees), `${probability} ${degrees}`).toBeCloseTo(quantile, 3);
});

test('the tail of chi-square is that of the tables', () => {
  for (const [value, degrees, probability] of [
    [3.841459, 1, 0.05],
    [6.634897, 1, 0.01],
    [10.827566, 1, 0.001],
    [0.102587, 2, 0.95],
    [5.991465, 2, 0.05],
    [7.814728, 3, 0.05],
    [16.918978, 9, 0.05],
    [27.877165, 9, 0.001],
  ] as const)
    expect(chiSquareTail(value, degrees), `${value} ${degrees}`).toBeCloseTo(probability, 6);
  expect(chiSquareTail(0, 1)).toBe(1);
});

test('the intervals of rates are those that Newcombe (1998) prints', () => {
  // Table I: 81 of 263 and 15 of 148, by Wilson's score method.
  expect(wilsonInterval(81, 263, 0.05).low).toBeCloseTo(0.2553, 4);
  expect(wilsonInterval(81, 263, 0.05).high).toBeCloseTo(0.3662, 4);
  expect(wilsonInterval(15, 148, 0.05).low).toBeCloseTo(0.0624, 4);
  expect(wilsonInterval(15, 148, 0.05).high).toBeCloseTo(0.1605, 4);
  expect(wilsonInterval(0, 20, 0.05)).toEqual({ low: 0, high: expect.closeTo(0.1611, 4) });
  // Table II, method 10: 56 of 70 against 48 of 80.
  const difference = newcombeInterval({ successes: 56, count: 70 }, { successes: 48, count: 80 }, 0.05);
  expect(difference.low).toBeCloseTo(0.0524, 4);
  expect(difference.high).toBeCloseTo(0.3339, 4);
});

test('Welch’s interval is the one computed by hand', () => {
  // Means 20 and 18, variances 16 and 25, 30 and 40 of them: SE² = 1.158333, 67.9 degrees, t = 1.9955.
  const interval = welchInterval({ value: 20, variance: 16, count: 30 }, { value: 18, variance: 25, count: 40 }, 0.05)!;
  expect(interval.low).toBeCloseTo(2 - 1.9955 * Math.sqrt(1.158333), 3);
  expect(interval.high).toBeCloseTo(2 + 1.9955 * Math.sqrt(1.158333), 3);
  expect(welchInterval(meanOf(0, 0, 100), meanOf(0, 0, 100), 0.05)).toBeNull();
});

test('the mean and variance of amounts come from their sums', () => {
  const amounts = [0, 0, 1_900, 4_900, 0];
  const sum = amounts.reduce((total, one) => total + one, 0);
  const squares = amounts.reduce((total, one) => total + one * one, 0);
  expect(meanOf(sum, squares, 5)).toEqual({ value: 1_360, variance: 4_593_000, count: 5 });
});

test('a ratio that was meant passes, one that is off does not', () => {
  const even = (counts: readonly number[]) => sampleRatioProbability(counts.map((count) => ({ count, weight: 1 })));
  expect(even([5_000, 5_000])).toBe(1);
  // Chi-square 4 with one degree of freedom.
  expect(even([5_100, 4_900])).toBeCloseTo(0.0455, 4);
  expect(even([5_200, 4_800])).toBeLessThan(0.001);
  expect(even([0, 0])).toBe(1);
  const weighted = [
    { count: 900, weight: 9 },
    { count: 100, weight: 1 },
  ];
  expect(sampleRatioProbability(weighted)).toBe(1);
});

/** Random numbers by a seed: mulberry32. */
function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
}

type Arm = { count: number; sum: number; squares: number };

/** How often a difference seems shown at some look, of experiments without one; looked at after each hundred contacts. */
function falseAlarms(experiments: number, draw: (random: () => number) => number, asRate: boolean) {
  const random = seeded(20_261_128);
  let [sequential, naive] = [0, 0];
  for (let experiment = 0; experiment < experiments; experiment++) {
    const arms: [Arm, Arm] = [
      { count: 0, sum: 0, squares: 0 },
      { count: 0, sum: 0, squares: 0 },
    ];
    let [isSequential, isNaive] = [false, false];
    for (let look = 0; look < 100; look++) {
      for (const arm of arms)
        for (let contact = 0; contact < 100; contact++) {
          const value = draw(random);
          arm.count++;
          arm.sum += value;
          arm.squares += value * value;
        }
      const [a, b] = arms.map(({ sum, squares, count }) => (asRate ? rateOf(sum, count) : meanOf(sum, squares, count)));
      const any = sequentialDifference(a!, b!, 0.05);
      const one = welchInterval(a!, b!, 0.05);
      isSequential ||= any !== null && (any.low > 0 || any.high < 0);
      isNaive ||= one !== null && (one.low > 0 || one.high < 0);
    }
    sequential += Number(isSequential);
    naive += Number(isNaive);
  }
  return { sequential: sequential / experiments, naive: naive / experiments };
}

test.each([
  ['rate of 20 %', (random: () => number) => Number(random() < 0.2), true],
  ['rate of 2 %', (random: () => number) => Number(random() < 0.02), true],
  // 3 % order, for 10 to some hundred, most of them for little.
  ['revenue', (random: () => number) => (random() < 0.03 ? 1_000 * (1 + -2 * Math.log(1 - random())) : 0), false],
] as const)('who looks a hundred times at a %s is misled by the interval in at most 5 %%', (_, draw, asRate) => {
  const { sequential, naive } = falseAlarms(400, draw, asRate);
  expect(sequential).toBeLessThanOrEqual(0.05);
  // The usual test, looked at as often, finds differences that are not there.
  expect(naive).toBeGreaterThan(0.2);
});

test('a real difference is shown in the end, and the interval contains it', () => {
  const random = seeded(7);
  const count = 20_000;
  const successes = [0.2, 0.23].map((rate) => Array.from({ length: count }, random).filter((one) => one < rate).length);
  const interval = sequentialDifference(rateOf(successes[1]!, count), rateOf(successes[0]!, count), 0.05)!;
  expect(interval.low).toBeGreaterThan(0);
  expect(interval.low).toBeLessThan(0.03);
  expect(interval.high).toBeGreaterThan(0.03);
});

test('an interval for any look is wider than one for a single look, whatever the figures', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 200, max: 2_000_000 }),
      fc.constantFrom(0.05, 0.025, 0.01),
      (count, alpha) => sequentialFactor(count, alpha) > normalQuantile(1 - alpha / 2),
    ),
    { numRuns: runs(100) },
  );
});
