import { access, readdir, readFile } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { expect, test } from 'vitest';
import { describeEvents } from '../../scripts/describe-events.ts';
import { describePermissions } from '../../scripts/describe-permissions.ts';
import { readSources, root } from './sources.ts';

const documents = (
  await Promise.all([
    ...['packages', 'apps', 'docs'].map((folder) => readSources(folder, /\.md$/)),
    ...['README.md', 'ARCHITECTURE.md', 'CONTRIBUTING.md'].map(async (path) => [
      { path, text: await readFile(join(root, path), 'utf8') },
    ]),
  ])
).flat();

test('links between documents are valid', async () => {
  const broken: string[] = [];
  for (const { path, text } of documents) {
    const prose = text.replace(/```[\s\S]*?```/g, '');
    for (const [, target] of prose.matchAll(/\]\(([^)\s]+)\)/g)) {
      if (/^(https?:|mailto:|#)/.test(target!)) continue;
      const file = resolve(root, dirname(path), target!.split('#')[0]!);
      await access(file).catch(() => broken.push(`${path}: ${target}`));
    }
  }
  expect(broken).toEqual([]);
});

test('the index of decisions lists every page, and each has a unique number', async () => {
  const pages = (await readdir(join(root, 'docs/decisions'))).filter((name) => /^\d{4}-/.test(name));
  const index = await readFile(join(root, 'docs/decisions/README.md'), 'utf8');
  expect(pages.length).toBeGreaterThan(10);
  expect(pages.filter((name) => !index.includes(name))).toEqual([]);
  const numbers = pages.map((name) => name.slice(0, 4));
  expect(numbers.filter((number, at) => numbers.indexOf(number) !== at)).toEqual([]);
});

test('every setting is in the README and in --help', async () => {
  const config = await readFile(join(root, 'apps/server/src/config.ts'), 'utf8');
  const names = [...config.matchAll(/^ {2}([A-Z][A-Z_]+):/gm)].map((match) => match[1]!);
  expect(names).toContain('DATABASE_URL');
  const readme = await readFile(join(root, 'README.md'), 'utf8');
  const help = await readFile(join(root, 'apps/server/src/cli.ts'), 'utf8');
  expect(names.filter((name) => !readme.includes(`\`${name}\``))).toEqual([]);
  expect(names.filter((name) => !help.includes(name))).toEqual([]);
});

test('documents call scripts that exist', async () => {
  const { scripts } = JSON.parse(await readFile(join(root, 'package.json'), 'utf8')) as {
    scripts: Record<string, string>;
  };
  const called = documents.flatMap(({ path, text }) =>
    [...text.matchAll(/pnpm@12 (?:run )?([a-z][a-z:]*)/g)].map((match) => ({ path, script: match[1]! })),
  );
  expect(called.length).toBeGreaterThan(3);
  expect(called.filter(({ script }) => !(script in scripts) && script !== 'exec' && script !== 'install')).toEqual([]);
});

test('the table of events matches the catalog', async () => {
  expect(await readFile(join(root, 'docs/storefront/events.md'), 'utf8')).toContain(describeEvents());
});

test('the tests listed on the page about accessibility exist', async () => {
  const text = await readFile(join(root, 'docs/accessibility.md'), 'utf8');
  const missing: string[] = [];
  let named = 0;
  // "a test", "another" in [file](path)
  for (const [, tests, path] of text.matchAll(/((?:"[^"|]+",? ?)+)in \[[^\]]+\]\(([^)]+)\)/g)) {
    const source = await readFile(join(root, 'docs', path!), 'utf8');
    for (const [, name] of tests!.matchAll(/"([^"]+)"/g)) {
      named++;
      if (!source.includes(`('${name}'`)) missing.push(`${path}: ${name}`);
    }
  }
  expect(named).toBeGreaterThan(15);
  expect(missing).toEqual([]);
});

test('docs/permissions.md matches the table of endpoints', async () => {
  expect(await readFile(join(root, 'docs/permissions.md'), 'utf8')).toBe(describePermissions());
});
