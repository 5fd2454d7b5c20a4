/// <reference types="node" />
import { execFile } from 'node:child_process';
import { globSync } from 'node:fs';
import { mkdir, mkdtemp, readdir, readFile, realpath, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { gzipSync } from 'node:zlib';
import { checkPackage, createPackageFromTarballData } from '@arethetypeswrong/core';
import { publint } from 'publint';
import { build as bundle } from 'vite';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { buildPackage } from '../build.ts';

/** The package as npm would have it: packed, unpacked where nothing of ours is near, and used with React 19 and with 18. */
const here = (path: string) => fileURLToPath(new URL(path, import.meta.url));
const run = promisify(execFile);
const entries = ['', '/back-in-stock', '/headless', '/newsletter', '/preference-center', '/push-permission'];
const reacts = [
  ['React 19', '../node_modules'],
  ['React 18', '../../../test/react-18/node_modules'],
] as const;

let folder: string;
let tarball: Buffer;
const shopOf = (version: string) => join(folder, version.replace(' ', '-'));
const installed = (version: string = reacts[0][0]) => join(shopOf(version), 'node_modules/@beckon/widgets');

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'beckon-widgets-'));
  const copy = join(folder, 'copy');
  await buildPackage(join(copy, 'dist/react'));
  // What only the workspace can resolve or run.
  const { devDependencies: _, scripts: __, ...manifest } = JSON.parse(await readFile(here('../package.json'), 'utf8'));
  await writeFile(join(copy, 'package.json'), JSON.stringify(manifest));
  const { stdout } = await run('npx', ['-y', 'pnpm@12', 'pack', '--json', '--pack-destination', folder], { cwd: copy });
  const { filename } = JSON.parse(stdout) as { filename: string };
  tarball = await readFile(filename);
  for (const [version, modules] of reacts) {
    await mkdir(installed(version), { recursive: true });
    await run('tar', ['-xzf', filename, '-C', installed(version), '--strip-components', '1']);
    await mkdir(join(shopOf(version), 'node_modules/@types'));
    for (const name of ['react', 'react-dom', '@types/react', '@types/react-dom'])
      await symlink(await realpath(here(`${modules}/${name}`)), join(shopOf(version), 'node_modules', name));
  }
}, 120_000);
afterAll(() => rm(folder, { recursive: true, force: true }));

test('publint and are-the-types-wrong find nothing', async () => {
  const { messages } = await publint({ pkgDir: installed(), strict: true });
  expect(messages).toEqual([]);
  const analysis = await checkPackage(createPackageFromTarballData(new Uint8Array(tarball)));
  // The package is ESM only, so what asks for CommonJS finds none, and a resolver from before `exports` nothing but the
  // main entry: that is meant. The style sheet has no types.
  const problems = 'problems' in analysis ? analysis.problems : [];
  const isMeant = (problem: (typeof problems)[number]) =>
    problem.kind === 'CJSResolvesToESM' ||
    ('resolutionKind' in problem && problem.resolutionKind === 'node10') ||
    ('entrypoint' in problem && problem.entrypoint === './styles.css');
  expect('problems' in analysis).toBe(true);
  expect(problems.filter((problem) => !isMeant(problem))).toEqual([]);
});

test('it needs React and nothing else, and contains none of it', async () => {
  const { dependencies, peerDependencies } = JSON.parse(await readFile(join(installed(), 'package.json'), 'utf8'));
  expect(dependencies ?? {}).toEqual({});
  expect(peerDependencies).toEqual({ react: '>=18' });
  const files = await readdir(join(installed(), 'dist'), { recursive: true });
  const foreign = new Set<string>();
  for (const file of files.filter((name) => /\.(js|d\.ts)$/.test(name))) {
    const text = await readFile(join(installed(), 'dist', file), 'utf8');
    for (const [, target] of text.matchAll(/(?:from|import)\s*\(?["'`]([^"'`]+)["'`]/g))
      if (!target!.startsWith('.')) foreign.add(target!);
  }
  // `#server-texts` is the package's own.
  expect([...foreign].sort()).toEqual(['#server-texts', 'react', 'react/jsx-runtime']);
  expect(files).toContain('react/styles.css');
});

test('every widget is an entry, in the workspace and for npm', async () => {
  const { exports, publishConfig } = JSON.parse(await readFile(here('../package.json'), 'utf8'));
  expect(Object.keys(publishConfig.exports)).toEqual(Object.keys(exports));
  const folders = globSync('*/index.ts', { cwd: here('.') }).map((path) => `./${path.split('/')[0]}`);
  expect(Object.keys(exports).sort()).toEqual(['.', './styles.css', ...folders].sort());
  expect(entries.map((entry) => `.${entry}`).sort()).toEqual(['.', ...folders].sort());
});

test('every entry begins with what marks client code', async () => {
  for (const entry of entries) {
    const file = join(installed(), `dist/react${entry || '/index'}.js`);
    expect(await readFile(file, 'utf8')).toMatch(/^"use client";/);
  }
});

describe.each(reacts)('with %s', (version) => {
  test('a server can import every entry and render every component', async () => {
    const script = `
      import { createElement } from 'react';
      import { renderToString } from 'react-dom/server';
      const before = Object.keys(globalThis).length;
      const parts = {};
      for (const entry of ${JSON.stringify(entries)}) {
        const part = await import('@beckon/widgets' + entry);
        parts[entry] = Object.keys(part).sort();
      }
      const { Newsletter, BackInStock, PreferenceCenter, PushPermission } = await import('@beckon/widgets');
      const html = [Newsletter, BackInStock, PreferenceCenter, PushPermission].map((Widget) =>
        renderToString(createElement(Widget, { productId: 'mug', soldOut: true })));
      console.log(JSON.stringify({ parts, html, left: Object.keys(globalThis).length - before }));`;
    const node = process.execPath;
    const { stdout, stderr } = await run(node, ['--input-type=module', '-e', script], { cwd: shopOf(version) });
    expect(stderr).toBe('');
    const { parts, html, left } = JSON.parse(stdout) as { parts: object; html: string[]; left: number };
    expect(left).toBe(0);
    expect(parts).toEqual({
      '': [
        'BackInStock',
        'Newsletter',
        'PreferenceCenter',
        'PushPermission',
        'useBackInStock',
        'useNewsletter',
        'usePreferences',
        'usePushPermission',
      ],
      '/back-in-stock': ['BackInStock', 'useBackInStock'],
      '/headless': ['useBackInStock', 'useNewsletter', 'usePreferences', 'usePushPermission'],
      '/newsletter': ['Newsletter', 'useNewsletter'],
      '/preference-center': ['PreferenceCenter', 'usePreferences'],
      '/push-permission': ['PushPermission', 'usePushPermission'],
    });
    expect(html[0]).toContain('Get our newsletter');
    expect(html[1]).toContain('Out of stock');
    expect(html[2]).toContain('Your preferences');
    // What a browser has said and can do is known there alone.
    expect(html[3]).toBe('');
  });

  test('a server renders the asked language, consent wording included, and carries it to the browser', async () => {
    const script = `
      import { createElement } from 'react';
      import { renderToString } from 'react-dom/server';
      const { Newsletter, BackInStock, PreferenceCenter, PushPermission } = await import('@beckon/widgets');
      const html = [Newsletter, BackInStock, PreferenceCenter, PushPermission].map((Widget) =>
        renderToString(createElement(Widget, { productId: 'mug', soldOut: true, lang: 'de-AT' })));
      console.log(JSON.stringify(html));`;
    const { stdout } = await run(process.execPath, ['--input-type=module', '-e', script], { cwd: shopOf(version) });
    const html = JSON.parse(stdout) as string[];
    for (const [at, widget] of ['newsletter', 'back-in-stock', 'preference-center'].entries()) {
      const { heading, wording } = JSON.parse(await readFile(here(`${widget}/texts/de.json`), 'utf8'));
      const [root, ...inside] = html[at]!.split('>');
      expect(root).toContain('lang="de"');
      expect(root).toContain(`data-texts-${widget}=`);
      expect(inside.join('>')).toContain(heading);
      // The preference center shows its wording with the choices, in the browser.
      if (widget !== 'preference-center') expect(inside.join('>')).toContain(wording);
    }
    expect(html[3]).toBe('');
  });

  test.each(['bundler', 'nodenext'])('it brings its types along, resolved as by %s', async (resolution) => {
    await writeFile(join(shopOf(version), 'use.tsx'), uses);
    const module = resolution === 'nodenext' ? 'nodenext' : 'esnext';
    const flags = `--noEmit --strict --exactOptionalPropertyTypes --target es2022 --lib es2022,dom --jsx react-jsx --module ${module} --moduleResolution ${resolution} --ignoreConfig --types`;
    const tsc = here('../../../node_modules/.bin/tsc');
    const ran = run(tsc, [...flags.split(' '), '', 'use.tsx'], { cwd: shopOf(version) });
    expect(
      await ran.then(
        ({ stdout }) => stdout,
        ({ stdout }) => stdout,
      ),
    ).toBe('');
  });
});

/** Valid and invalid code of a shop. */
const uses = `
import { Newsletter, PreferenceCenter } from '@beckon/widgets';
import { BackInStock, type BackInStockProps } from '@beckon/widgets/back-in-stock';
import { useNewsletter, usePreferences, usePushPermission } from '@beckon/widgets/headless';
import { PushPermission } from '@beckon/widgets/push-permission';

const item: BackInStockProps = { productId: 'mug', soldOut: true };
export function Page() {
  const { state, submit } = useNewsletter({ wording: 'Yes.', wordingVersion: '1' });
  const preferences = usePreferences({ token: 'link' });
  const push = usePushPermission({ wording: 'Yes.', wordingVersion: '1' });
  const frequency: 'daily' | 'weekly' | 'monthly' | null | undefined = preferences.state.preferences?.frequency;
  if (state.status === 'idle') submit({ email: 'anna@example.com', firstName: frequency ?? 'Anna' });
  preferences.save({ channels: { email: false }, topics: { sales: true }, frequency: 'weekly' });
  // @ts-expect-error there is no such pace
  preferences.save({ frequency: 'hourly' });
  // @ts-expect-error an address is asked for
  submit({ firstName: 'Anna' });
  // @ts-expect-error there is no such state
  const isOdd = state.status === 'odd';
  return (
    <main>
      <Newsletter texts={{ heading: 'Letters' }} format="popup" delay={3} />
      <BackInStock {...item} />
      <PreferenceCenter userId="kim" signature="0a" theme="dark" lang="de" />
      <PushPermission always worker="page" />
      <button onClick={push.accept}>{String(isOdd)}</button>
      {/* @ts-expect-error there is no such text */}
      <Newsletter texts={{ headline: 'Letters' }} />
      {/* @ts-expect-error a product has an id */}
      <BackInStock soldOut />
    </main>
  );
}
`;

test('unused exports are removed by a bundler, and a hook does not include styles', async () => {
  expect(await bundled(`import '@beckon/widgets';`)).toBe('');
  const hook = await bundled(`export { useNewsletter } from '@beckon/widgets/headless';`);
  expect(hook).toContain('subscribe');
  expect(hook).not.toMatch(/part:|"heading"|successTitle/);
  expect(gzipSync(hook, { level: 9 }).length).toBeLessThanOrEqual(1_500);
});

test.each([
  ['a browser', ['browser'], false],
  ['Cloudflare Workers', ['workerd', 'worker', 'browser'], true],
  ['the edge of Vercel', ['edge-light', 'worker', 'browser'], true],
  ['Node', ['node'], true],
] as const)('a bundle for %s holds the languages that it needs at once', async (_, conditions, isServer) => {
  const page = await bundled(`export { Newsletter } from '@beckon/widgets';`, conditions);
  expect(page).toContain('Get our newsletter');
  for (const title of ['Unser Newsletter', 'نشرتنا البريدية']) expect(page.includes(title)).toBe(isServer);
});

/** The bundle that a shop's bundler creates from a file, without files that are loaded later. */
async function bundled(source: string, conditions: readonly string[] = ['browser']): Promise<string> {
  const entry = join(shopOf(reacts[0][0]), 'entry.js');
  await writeFile(entry, source);
  const result = await bundle({
    configFile: false,
    logLevel: 'silent',
    root: shopOf(reacts[0][0]),
    resolve: { conditions: [...conditions] },
    build: {
      write: false,
      target: 'es2022',
      minify: true,
      lib: { entry, formats: ['es'], fileName: 'out' },
      rolldownOptions: { external: /^react/, output: { minify: true } },
    },
  });
  const [{ output }] = result as never as [{ output: { fileName: string; code: string; imports: string[] }[] }];
  const atOnce = (file: string): string[] => {
    const chunk = output.find(({ fileName }) => fileName === file);
    return chunk ? [chunk.code, ...chunk.imports.flatMap(atOnce)] : [];
  };
  return atOnce(output[0]!.fileName).join('').trim();
}
