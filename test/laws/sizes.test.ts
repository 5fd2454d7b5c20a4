import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { isOverBudget, measureSizes, writeSizeBlock } from '../../scripts/measure-sizes.ts';
import { root } from './sources.ts';

const sizes = await measureSizes();

test('no file is over its budget', () => {
  expect(sizes.filter(isOverBudget)).toEqual([]);
});

test.each(['packages/tracker', 'packages/widgets'])(
  'the sizes in the README of %s are the measured ones',
  async (folder) => {
    const readme = await readFile(join(root, folder, 'README.md'), 'utf8');
    expect(readme).toContain('<!-- sizes -->');
    expect(readme).toBe(
      writeSizeBlock(
        readme,
        sizes.filter((size) => size.file.startsWith(folder)),
      ),
    );
  },
);
