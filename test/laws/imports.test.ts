import { expect, test } from 'vitest';
import { floors } from './floors.ts';
import { importsOf, isTest, readSources } from './sources.ts';

/** Which of our packages a package may import. Imports go in one direction only. */
const arrows: Record<string, string[]> = {
  'packages/contract': [],
  'packages/tracker': ['@beckon/contract'],
  'packages/client': ['@beckon/contract'],
  'packages/widgets': ['@beckon/contract', '@beckon/tracker'],
  'packages/core': ['@beckon/contract'],
  'packages/adapters': ['@beckon/contract', '@beckon/core'],
  'packages/edge-api': ['@beckon/contract', '@beckon/core', '@beckon/adapters'],
  'packages/worker': ['@beckon/contract', '@beckon/core', '@beckon/adapters'],
  'apps/server': [
    '@beckon/contract',
    '@beckon/core',
    '@beckon/adapters',
    '@beckon/edge-api',
    '@beckon/worker',
    '@beckon/storefront',
  ],
  // A composition root of its own, for tests of shops: nothing imports it.
  'packages/testing': [
    '@beckon/contract',
    '@beckon/client',
    '@beckon/core',
    '@beckon/edge-api',
    '@beckon/worker',
    '@beckon/server',
  ],
  'apps/admin': ['@beckon/contract', '@beckon/client'],
  'apps/storefront': ['@beckon/contract', '@beckon/tracker', '@beckon/widgets'],
};

/** Modules that only one package may use; all others go through it. */
const homes: [what: RegExp, home: RegExp][] = [
  [/^postgres$/, /^packages\/core\/src\/db\//],
  [/^drizzle-orm/, /^packages\/core\/src\/(db\/|[a-z-]+\/tables\.ts$)/],
  [/^hono/, /^(packages\/edge-api|apps\/server|apps\/storefront)\//],
  [/^better-auth/, /^(packages\/edge-api\/src\/admin|apps\/admin)\//],
  [/^(nodemailer|web-push)/, /^packages\/adapters\//],
  [/^(react|react-dom)(\/|$)/, /^(packages\/widgets|apps\/admin|apps\/storefront)\//],
];

const sources = (await Promise.all([readSources('packages', /\.tsx?$/), readSources('apps', /\.tsx?$/)])).flat();
const product = sources.filter(({ path }) => !isTest(path));

test('the imports are found that the laws below check', () => {
  expect(product.flatMap(importsOf).length).toBeGreaterThan(500);
});

test('packages import only packages below them', () => {
  const faults = product.flatMap((file) => {
    const home = file.path.split('/').slice(0, 2).join('/');
    return importsOf(file)
      .filter((target) => target.startsWith('@beckon/'))
      .filter((target) => !arrows[home]?.includes(target.split('/').slice(0, 2).join('/')))
      .map((target) => `${file.path} imports ${target}`);
  });
  expect(faults).toEqual([]);
});

test('no file imports from another package by path, not even in tests', () => {
  const faults = sources.flatMap((file) => {
    const home = file.path.split('/').slice(0, 2).join('/');
    return importsOf(file)
      .filter((target) => /^(packages|apps|test|scripts)\//.test(target) && !target.startsWith(`${home}/`))
      .map((target) => `${file.path} imports ${target}`);
  });
  expect(faults).toEqual([]);
});

test('rooms of core import only lower floors, and only through their index', () => {
  const room = (path: string) => /^packages\/core\/src\/([^/]+)\//.exec(path)?.[1];
  const faults = sources
    .filter(({ path }) => path.startsWith('packages/core/src/') && !isTest(path))
    .flatMap((file) => {
      const from = room(file.path)!;
      return importsOf(file).flatMap((target) => {
        const to = room(target);
        if (!to || to === from) return [];
        const isBelow = floors.indexOf(to) < floors.indexOf(from);
        const isIndex = target === `packages/core/src/${to}/index.ts`;
        return isBelow && isIndex ? [] : [`${file.path} imports ${target}`];
      });
    });
  expect(faults).toEqual([]);
  const rooms = new Set(sources.map(({ path }) => room(path)).filter((name) => name !== undefined));
  expect([...rooms].filter((name) => !floors.includes(name))).toEqual([]);
});

test('changes by callers go through the room that writes the audit log', () => {
  const namesIn = (text: string) =>
    text
      .split(',')
      .map((name) => name.trim().replace(/^type /, ''))
      .filter((name) => name !== '');
  const index = product.find(({ path }) => path === 'packages/core/src/admin/index.ts')!;
  const changes = [...index.text.matchAll(/^export \{([^}]+)\}/gm)].flatMap((match) => namesIn(match[1]!));
  expect(changes).toContain('changeSource');
  const faults = product
    .filter(({ path }) => /^(packages\/edge-api\/src\/(admin|pages)|apps\/server\/src\/commands)\//.test(path))
    .flatMap(({ path, text }) =>
      [...text.matchAll(/^import \{([^}]+)\} from '@beckon\/core\/(?!admin')/gm)].flatMap((match) =>
        namesIn(match[1]!)
          .filter((name) => changes.includes(name))
          .map((name) => `${path} imports ${name} of another room`),
      ),
    );
  expect(faults).toEqual([]);
});

test('modules reserved for one package are used nowhere else', () => {
  const faults = product.flatMap((file) =>
    importsOf(file).flatMap((target) =>
      homes
        .filter(([what, home]) => what.test(target) && !home.test(file.path))
        .map(() => `${file.path} imports ${target}`),
    ),
  );
  expect(faults).toEqual([]);
});

/** The only run-time imports allowed in the tracker: a copy of the currencies or of the rules for ids could diverge. */
const builtIn = /^@beckon\/contract\/(currencies|identifiers)$/;

test('the contract imports only zod, the client nothing, the tracker at run time only the table of currencies and the rules for ids', () => {
  const foreign = (folder: string, allowed: RegExp) =>
    product
      .filter(({ path }) => path.startsWith(`${folder}/src/`))
      .flatMap((file) => importsOf(file).filter((target) => !target.startsWith(folder) && !allowed.test(target)));
  expect(foreign('packages/contract', /^zod$/)).toEqual([]);
  expect(foreign('packages/client', /^$/)).toEqual([]);
  for (const name of ['currencies', 'identifiers', 'permissions']) {
    expect(product.find(({ path }) => path === `packages/contract/src/${name}.ts`)!.text).not.toMatch(/^import/m);
  }
  const runtime = product
    .filter(({ path }) => path.startsWith('packages/tracker/src/'))
    .flatMap(({ path, text }) =>
      [...text.matchAll(/^import (?!type\b)[^;]*from '(@beckon\/[^']+|[a-z][^'.]*)'/gm)]
        .filter((match) => !builtIn.test(match[1]!))
        .map((match) => `${path}: ${match[1]}`),
    );
  expect(runtime).toEqual([]);
});

test('the admin app imports the contract as types, apart from tables that need no zod', () => {
  const atRunTime = product
    .filter(({ path }) => path.startsWith('apps/admin/src/'))
    .flatMap(({ path, text }) =>
      [...text.matchAll(/^import (?!type\b)[^;]*from '(@beckon\/contract[^']*)'/gm)].map((match) => [match[1]!, path]),
    );
  expect(atRunTime.length).toBeGreaterThan(1);
  expect(atRunTime.filter(([target]) => !/^@beckon\/contract\/(currencies|permissions)$/.test(target!))).toEqual([]);
});

test('features of the admin app do not import each other', () => {
  const feature = (path: string) => /^apps\/admin\/src\/features\/([^/]+)\//.exec(path)?.[1];
  const faults = product.flatMap((file) =>
    importsOf(file)
      .filter((target) => feature(file.path) && feature(target) && feature(target) !== feature(file.path))
      .map((target) => `${file.path} imports ${target}`),
  );
  expect(faults).toEqual([]);
});
