import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { isBuiltin } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { checkPackage, createPackageFromTarballData } from '@arethetypeswrong/core';
import { publint } from 'publint';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { build } from '../../packages/testing/build.ts';
import { root } from '../laws/sources.ts';

/** `@beckon/testing` as npm would have it: packed, installed where nothing of ours is near, and used. */
const run = promisify(execFile);
const pnpm = (args: string[], cwd: string) => run('npx', ['-y', 'pnpm@12', ...args], { cwd });
let folder: string;
let packed: string;
let tarball: string;

type Manifest = { dependencies?: Record<string, string>; devDependencies?: Record<string, string>; scripts?: object };
const readManifest = async (path: string): Promise<Manifest> =>
  JSON.parse(await readFile(join(root, path, 'package.json'), 'utf8'));

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'beckon-package-'));
  packed = join(folder, 'packed');
  await build(join(packed, 'dist'));
  const { devDependencies: _, scripts: __, ...manifest } = await readManifest('packages/testing');
  await writeFile(join(packed, 'package.json'), JSON.stringify(manifest));
  const { stdout } = await pnpm(['pack', '--json', '--pack-destination', folder], packed);
  tarball = (JSON.parse(stdout) as { filename: string }).filename;
});
afterAll(() => rm(folder, { recursive: true, force: true }));

test('publint and are-the-types-wrong find nothing', async () => {
  const files = join(folder, 'files');
  await mkdir(files);
  await run('tar', ['-xzf', tarball, '-C', files, '--strip-components', '1']);
  const { messages } = await publint({ pkgDir: files, strict: true });
  expect(messages).toEqual([]);
  const analysis = await checkPackage(createPackageFromTarballData(new Uint8Array(await readFile(tarball))));
  // The package is ESM only.
  const problems = 'problems' in analysis ? analysis.problems : ['no types'];
  expect(problems.filter((problem) => typeof problem === 'string' || problem.kind !== 'CJSResolvesToESM')).toEqual([]);
});

test('it lists what its code imports, in the versions that our packages use', async () => {
  const code = await readFile(join(packed, 'dist/index.js'), 'utf8');
  const imported = [...code.matchAll(/^import (?:[^;"]*? from )?"([^"]+)";$|\bawait import\("([^"]+)"\)/gm)]
    .map(([, atStart, later]) => (atStart ?? later)!)
    .filter((id) => !isBuiltin(id))
    .map((id) => (id.startsWith('@') ? id.split('/').slice(0, 2).join('/') : id.split('/')[0]!));
  const { dependencies = {} } = await readManifest('packages/testing');
  expect([...new Set(imported)].sort()).toEqual(Object.keys(dependencies).sort());
  const own = await Promise.all(
    ['core', 'edge-api', 'worker', 'contract'].map((name) => readManifest(`packages/${name}`)),
  );
  const versions = Object.assign({}, ...own.map((manifest) => manifest.dependencies));
  expect(dependencies).toEqual(Object.fromEntries(Object.keys(dependencies).map((name) => [name, versions[name]])));
});

/** A test of a shop, as its developer writes it. */
const shopTest = `
import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { startBeckon, type Shopper } from '@beckon/testing';

const beckon = await startBeckon();
after(() => beckon.close());

test('a cart that is left brings one reminder', async () => {
  const shop = await beckon.newShop({
    flows: ['cart_recovery'],
    products: [{ id: 'mug', title: 'Mug', url: 'https://shop.test/mug', price: 1200, currency: 'EUR' }],
  });
  const anna: Shopper = shop.shopper({ email: 'anna@example.com' });
  await anna.subscribes();
  await anna.addsToCart({ productId: 'mug' });
  await shop.advance('59m');
  await anna.expectNoMessage('cart_recovery');
  await shop.advance('2m');
  const mail = await anna.expectMessage('cart_recovery');
  assert.equal(mail.channel === 'email' && mail.subject, 'You left something in your cart');
});
`;

/** What pnpm says where there is no network, and not all that is needed is on this machine. */
const offline = /ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ETIMEDOUT|META_FETCH_FAIL|NO_OFFLINE/;

test('installed from its tarball alone, it type-checks and runs a test of a shop', async (context) => {
  const shop = join(folder, 'shop');
  await mkdir(shop);
  await writeFile(join(shop, 'package.json'), JSON.stringify({ type: 'module', private: true }));
  const { devDependencies = {} } = await readManifest('.');
  const packages = [
    tarball,
    `typescript@${devDependencies.typescript}`,
    `@types/node@${devDependencies['@types/node']}`,
  ];
  try {
    await pnpm(['add', '--prefer-offline', '--ignore-scripts', '--ignore-workspace', ...packages], shop);
  } catch (error) {
    const said = String((error as { stdout?: string }).stdout) + String((error as { stderr?: string }).stderr);
    if (offline.test(said)) context.skip('skipped: the packages cannot be installed without a network');
    throw new Error(said);
  }
  await writeFile(join(shop, 'recovery.test.ts'), shopTest);
  const flags = '--noEmit --strict --target es2024 --module nodenext --ignoreConfig --types node recovery.test.ts';
  const types = await pnpm(['exec', 'tsc', ...flags.split(' ')], shop).catch((error: { stdout: string }) => error);
  expect(types.stdout).toBe('');
  const { stdout } = await run(process.execPath, ['--test', 'recovery.test.ts'], { cwd: shop });
  expect(stdout).toMatch(/pass 1\n/);
  expect(stdout).toMatch(/fail 0\n/);
});
