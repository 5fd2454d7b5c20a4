import { expect, test } from 'vitest';
import { createTestContext } from '../testing/index.ts';
import { keepPinnedFiles, readPinnedFile } from './pinned-files.ts';

const { ctx } = await createTestContext();
const file = (name: string) => ({ name, content: new TextEncoder().encode(`/* ${name} */`) });

test('a file of an earlier version is still available, unchanged, after upgrades', async () => {
  await keepPinnedFiles(ctx, [file('beckon-1.js'), file('beckon.tcf-1.js')]);
  await keepPinnedFiles(ctx, [{ ...file('beckon-1.js'), content: new Uint8Array() }, file('beckon-2.js')]);
  expect(Buffer.from((await readPinnedFile(ctx, 'beckon-1.js'))!).toString()).toBe('/* beckon-1.js */');
  expect(await readPinnedFile(ctx, 'beckon.tcf-1.js')).not.toBeNull();
  expect(await readPinnedFile(ctx, 'never.js')).toBeNull();
});

test('twenty servers of one version may start at once', async () => {
  const files = ['a', 'b', 'c', 'd'].map((name) => file(`beckon-${name}.js`));
  await Promise.all(Array.from({ length: 20 }, (_, n) => keepPinnedFiles(ctx, n % 2 ? files : files.toReversed())));
  for (const { name } of files) expect(await readPinnedFile(ctx, name)).not.toBeNull();
});
