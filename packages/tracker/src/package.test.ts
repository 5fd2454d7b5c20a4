/// <reference types="node" />
import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { gzipSync } from 'node:zlib';
import { checkPackage, createPackageFromTarballData } from '@arethetypeswrong/core';
import { publint } from 'publint';
import { build as bundle } from 'vite';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { build } from '../build.ts';

/** The package as npm would have it: packed, unpacked where nothing of ours is near, and used. */
const own = fileURLToPath(new URL('..', import.meta.url));
const run = promisify(execFile);
let folder: string;
let tarball: Buffer;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'beckon-package-'));
  // A copy: other tests read `dist`, and outside the workspace its packages cannot be resolved.
  const copy = join(folder, 'copy');
  await build(join(copy, 'dist'));
  const { devDependencies: _, ...manifest } = JSON.parse(await readFile(join(own, 'package.json'), 'utf8'));
  await writeFile(join(copy, 'package.json'), JSON.stringify(manifest));
  const { stdout } = await run('npx', ['-y', 'pnpm@12', 'pack', '--json', '--pack-destination', folder], { cwd: copy });
  const { filename } = JSON.parse(stdout) as { filename: string };
  tarball = await readFile(filename);
  const installed = join(folder, 'node_modules/@beckon/tracker');
  await mkdir(installed, { recursive: true });
  await run('tar', ['-xzf', filename, '-C', installed, '--strip-components', '1']);
}, 120_000);
afterAll(() => rm(folder, { recursive: true, force: true }));

test('publint and are-the-types-wrong find nothing', async () => {
  const { messages } = await publint({ pkgDir: join(folder, 'node_modules/@beckon/tracker'), strict: true });
  expect(messages).toEqual([]);
  const analysis = await checkPackage(createPackageFromTarballData(new Uint8Array(tarball)));
  // The package is ESM only, so what asks for CommonJS finds none: that is meant.
  const problems = 'problems' in analysis ? analysis.problems : ['no types'];
  expect(problems.filter((problem) => typeof problem === 'string' || problem.kind !== 'CJSResolvesToESM')).toEqual([]);
});

test('it brings its types along: right calls compile, wrong ones do not', async () => {
  await writeFile(
    join(folder, 'use.ts'),
    `import { createTracker, type EventProperties } from '@beckon/tracker';
const beckon = createTracker({ key: 'pk_demo', api: 'https://beckon.shop.example' });
const mug: EventProperties<'product_viewed'> = { productId: 'mug', price: 1299, currency: 'EUR', color: 'blue' };
beckon.productViewed(mug);
beckon.checkoutStarted({ items: [{ productId: 'mug', quantity: 2 }] });
beckon.track('size_guide_opened', { anything: true });
beckon.identify('u_17', { firstName: 'Kim' }, { signature: 'abc' });
beckon.identify(17, { firstName: 'Kim' });
beckon.on('event', ({ type }) => type.toUpperCase());
// @ts-expect-error a product has an id
beckon.productViewed({ price: 1299 });
// @ts-expect-error money is a number
beckon.placedOrder({ orderId: '1', total: '12.99', currency: 'EUR' });
// @ts-expect-error a user id is text or number
beckon.identify(undefined);
// @ts-expect-error there is no such mode
createTracker({ key: 'pk', api: '', consent: 'maybe' });
`,
  );
  const flags = '--noEmit --strict --target es2022 --module esnext --moduleResolution bundler --ignoreConfig --types';
  const tsc = fileURLToPath(new URL('../../../node_modules/.bin/tsc', import.meta.url));
  const { stdout } = await run(tsc, [...flags.split(' '), '', 'use.ts'], { cwd: folder }).catch((error) => error);
  expect(stdout).toBe('');
});

test('importing it has no side effects, and unused exports are removed by a bundler', async () => {
  expect(await bundled(`import '@beckon/tracker';`)).toBe('');
});

test('in a bundle it is no larger than the script', async () => {
  const code = await bundled(`import { createTracker } from '@beckon/tracker';
    window.beckon = createTracker({ key: 'pk', api: 'https://beckon.shop.example' });`);
  expect(gzipSync(code, { level: 9 }).length).toBeLessThanOrEqual(2_900);
});

async function bundled(source: string): Promise<string> {
  await writeFile(join(folder, 'entry.js'), source);
  const result = await bundle({
    configFile: false,
    logLevel: 'silent',
    root: folder,
    build: {
      write: false,
      target: 'es2022',
      minify: true,
      lib: { entry: join(folder, 'entry.js'), formats: ['es'], fileName: 'out' },
      rolldownOptions: { output: { minify: true } },
    },
  });
  const [output] = result as { output: { code?: string }[] }[];
  return (output!.output[0]!.code ?? '').trim();
}
