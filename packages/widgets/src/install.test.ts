/// <reference types="node" />
import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, readFile, realpath, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test } from 'vitest';

/** The commands in the READMEs until the packages are on npm, run next to a checkout. */
const checkout = fileURLToPath(new URL('../../../', import.meta.url));
const run = promisify(execFile);

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'beckon-install-'));
  await symlink(checkout, join(folder, 'beckon'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

test.each([
  ['widgets', ['BackInStock', 'Newsletter', 'PreferenceCenter', 'PushPermission']],
  ['tracker', ['createTracker']],
])(
  'the commands of the README of %s install a package that can be imported',
  async (name, parts) => {
    const readme = await readFile(join(checkout, 'packages', name, 'README.md'), 'utf8');
    const [, inCheckout, inShop] =
      /```sh\n# in the checkout\n([\s\S]*?)# in the shop.*\n([\s\S]*?)```/.exec(readme) ?? [];
    const [install, ...others] = inCheckout!.trim().split('\n');
    expect(install).toBe('npx -y pnpm@12 install');
    // The browser files are built before the tests, and other tests are reading them.
    const pack = others.filter((line) => line !== 'npx -y pnpm@12 build').join('\n');
    // The package is not built by its `prepack` meanwhile either; `package.test.ts` does that.
    await run('sh', ['-ec', pack], { cwd: checkout, env: { ...process.env, pnpm_config_ignore_scripts: 'true' } });

    const shop = join(folder, name);
    await mkdir(shop);
    await writeFile(join(shop, 'package.json'), '{ "type": "module" }');
    // What a shop has already, React, is not asked of the registry.
    const env = { ...process.env, npm_config_offline: 'true', npm_config_legacy_peer_deps: 'true' };
    await run('sh', ['-ec', inShop!], { cwd: shop, env });
    const react = fileURLToPath(new URL('../node_modules/react', import.meta.url));
    if (name === 'widgets') await symlink(await realpath(react), join(shop, 'node_modules/react'));
    const script = `console.log(JSON.stringify(Object.keys(await import('@beckon/${name}'))))`;
    const { stdout } = await run(process.execPath, ['--input-type=module', '-e', script], { cwd: shop });
    expect(JSON.parse(stdout)).toEqual(expect.arrayContaining(parts));
  },
  120_000,
);
