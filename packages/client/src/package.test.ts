import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { checkPackage, createPackageFromTarballData } from '@arethetypeswrong/core';
import { publint } from 'publint';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { build } from '../build.ts';

/** The package as npm would have it: packed, unpacked where nothing of ours is near, and used. */
const own = fileURLToPath(new URL('..', import.meta.url));
const run = promisify(execFile);
let folder: string;
let tarball: Buffer;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'beckon-client-'));
  const copy = join(folder, 'copy');
  await mkdir(copy);
  await build(join(copy, 'dist'));
  const { devDependencies: _, ...manifest } = JSON.parse(await readFile(join(own, 'package.json'), 'utf8'));
  expect(manifest.dependencies).toBeUndefined();
  await writeFile(join(copy, 'package.json'), JSON.stringify(manifest));
  const { stdout } = await run('npx', ['-y', 'pnpm@12', 'pack', '--json', '--pack-destination', folder], { cwd: copy });
  const { filename } = JSON.parse(stdout) as { filename: string };
  tarball = await readFile(filename);
  const installed = join(folder, 'node_modules/@beckon/client');
  await mkdir(installed, { recursive: true });
  await run('tar', ['-xzf', filename, '-C', installed, '--strip-components', '1']);
}, 120_000);
afterAll(() => rm(folder, { recursive: true, force: true }));

test('publint and are-the-types-wrong find nothing', async () => {
  const { messages } = await publint({ pkgDir: join(folder, 'node_modules/@beckon/client'), strict: true });
  expect(messages).toEqual([]);
  const analysis = await checkPackage(createPackageFromTarballData(new Uint8Array(tarball)));
  // The package is ESM only.
  const problems = 'problems' in analysis ? analysis.problems : ['no types'];
  expect(problems.filter((problem) => typeof problem === 'string' || problem.kind !== 'CJSResolvesToESM')).toEqual([]);
});

test('it brings its types along: right calls compile, wrong ones do not', async () => {
  await writeFile(
    join(folder, 'use.ts'),
    `import { allPages, BeckonError, createClient } from '@beckon/client';
const beckon = createClient({ url: 'https://beckon.shop.example', key: 'ak_key' });
const contact = await beckon.readContact({ params: { id: 'ctc_1' } });
const orders: number = contact.orderCount;
const { data } = await beckon.listContacts();
data[0]?.email?.toUpperCase();
for await (const each of allPages(beckon.listContacts, { 'orderCount.gte': 5 })) each.id.toUpperCase();
await beckon.sendEvents({ body: { events: [{ id: 'a', type: 'placed_order', properties: { total: 1299 } }] } });
// @ts-expect-error the path has an id
await beckon.readContact();
// @ts-expect-error there is no such filter
await beckon.listContacts({ query: { orders: 5 } });
// @ts-expect-error a source has a kind that there is
await beckon.addSource({ body: { name: 'Shop', kind: 'shop' } });
// @ts-expect-error there is no such call
await beckon.sendMail();
export { orders, BeckonError };
`,
  );
  const flags = '--noEmit --strict --target es2024 --module esnext --moduleResolution bundler --ignoreConfig --types';
  const tsc = fileURLToPath(new URL('../../../node_modules/.bin/tsc', import.meta.url));
  const { stdout } = await run(tsc, [...flags.split(' '), '', 'use.ts'], { cwd: folder }).catch((error) => error);
  expect(stdout).toBe('');
});

test('it runs in plain Node', async () => {
  await writeFile(
    join(folder, 'use.mjs'),
    `import { createClient } from '@beckon/client';
const beckon = createClient({ url: 'https://x.test', fetch: async (url) => Response.json({ url }) });
console.log((await beckon.readContact({ params: { id: 'a' } })).url);`,
  );
  const { stdout } = await run(process.execPath, ['use.mjs'], { cwd: folder });
  expect(stdout.trim()).toBe('https://x.test/api/v1/contacts/a');
});
