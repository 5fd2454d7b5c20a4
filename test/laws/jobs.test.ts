import { join } from 'node:path';
import { jobs } from '@beckon/core/jobs';
import type { AnyJobDefinition } from '@beckon/core/queue';
import { expect, test } from 'vitest';
import { isTest, readSources, root } from './sources.ts';

/** The definitions that rooms make: what `defineJob` returned, by the file that exports it. */
const files = (await readSources('packages/core/src', /\.ts$/)).filter(
  ({ path, text }) => !isTest(path) && /=\s*defineJob\b/.test(text.replace(/^\s*\*.*$/gm, '')),
);
const defined = await Promise.all(
  files.map(async ({ path }) => {
    const exported: Record<string, unknown> = await import(join(root, path));
    return Object.values(exported).filter(
      (value): value is AnyJobDefinition =>
        typeof value === 'object' && value !== null && 'kind' in value && 'maxSet' in value,
    );
  }),
);

test('every job that a room defines is in the list that workers run, once', () => {
  expect(files.length).toBeGreaterThan(2);
  expect(defined.every((inFile) => inFile.length > 0)).toBe(true);
  const kinds = defined.flat().map(({ kind }) => kind);
  expect(jobs.map(({ kind }) => kind).toSorted()).toEqual(kinds.toSorted());
  expect(new Set(kinds).size).toBe(kinds.length);
});
