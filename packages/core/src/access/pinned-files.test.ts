import { expect, test } from 'vitest';
import { createTestContext } from '../testing/index.ts';
import { keepPinnedFiles, readPinnedFile } from './index.ts';

const { ctx, clock } = await createTestContext();
const day = 24 * 60 * 60 * 1_000;
const file = (name: string) => ({ name, content: new TextEncoder().encode(`/* ${name} */`) });

test('a file of an earlier version is served for a year after the last server had it, then forgotten', async () => {
  await keepPinnedFiles(ctx, [file('beckon-1.js'), file('beckon.tcf-1.js')]);
  clock.advance(100 * day);
  await keepPinnedFiles(ctx, [file('beckon-1.js'), file('beckon-2.js')]);
  clock.advance(300 * day);
  expect(Buffer.from((await readPinnedFile(ctx, 'beckon-1.js'))!).toString()).toBe('/* beckon-1.js */');
  expect(await readPinnedFile(ctx, 'beckon.tcf-1.js')).toBeNull();
  await keepPinnedFiles(ctx, [file('beckon-3.js')]);
  clock.advance(70 * day);
  expect(await readPinnedFile(ctx, 'beckon-1.js')).toBeNull();
  expect(await readPinnedFile(ctx, 'beckon-3.js')).not.toBeNull();
  expect(await readPinnedFile(ctx, 'never.js')).toBeNull();
});
