import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { isOverBudget, measureSizes, writeSizeBlock } from '../../scripts/measure-sizes.ts';
import { root } from './sources.ts';

const sizes = await measureSizes();

/** The text without its numbers, and its numbers. */
const splitNumbers = (text: string) => ({
  words: text.replace(/[\d,]+/g, '#'),
  numbers: [...text.matchAll(/\d[\d,]*/g)].map(([digits]) => Number(digits.replaceAll(',', ''))),
});

test('no file is over its budget', () => {
  expect(sizes.filter(isOverBudget)).toEqual([]);
});

test.each(['packages/tracker', 'packages/widgets'])(
  'the sizes in the README of %s are the measured ones',
  async (folder) => {
    const readme = await readFile(join(root, folder, 'README.md'), 'utf8');
    expect(readme).toContain('<!-- sizes -->');
    const measured = writeSizeBlock(
      readme,
      sizes.filter((size) => size.file.startsWith(folder)),
    );
    // Two builds of the same source can differ by some bytes once they are compressed.
    const [written, now] = [readme, measured].map(splitNumbers);
    expect(written!.words).toBe(now!.words);
    expect(written!.numbers.filter((size, at) => Math.abs(size - now!.numbers[at]!) > 8)).toEqual([]);
  },
);
