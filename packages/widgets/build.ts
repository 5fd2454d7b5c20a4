import { globSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { minify } from 'terser';
import { build as bundle, type Plugin } from 'vite';
import { isolate } from './src/isolation/isolate.ts';

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url));

/** Writes `widgets.js` with a file per widget and per widget and language (script tag), and `react/` (npm). */
export async function build(folder: string = here('dist')): Promise<void> {
  await buildEmbed(folder);
  await buildScript(folder, 'src/push/worker.ts', 'beckon-push-sw.js');
  await buildScript(folder, 'src/challenge/page.ts', 'widgets.challenge-page.js');
  writeTexts(folder);
  await buildReact(join(folder, 'react'));
}

/** What all bundles have in common. */
const ours = { configFile: false, logLevel: 'warn', root: here('.'), publicDir: false } as const;

async function buildEmbed(outDir: string): Promise<void> {
  await bundle({
    ...ours,
    mode: 'production',
    // Said here, because bundlers otherwise take it from the environment, which in tests is another one.
    oxc: { jsx: { runtime: 'automatic', development: false } },
    plugins: [smallest, withoutFacade],
    resolve: {
      alias: {
        'react/jsx-runtime': 'preact/jsx-runtime',
        react: here('src/embed/react.ts'),
      },
    },
    build: {
      target: 'es2022',
      cssTarget: 'chrome123',
      outDir,
      emptyOutDir: false,
      minify: false,
      cssMinify: 'lightningcss',
      // Library mode leaves `import()` as it is; an app build would wrap it into 1 kB of preloading.
      lib: { entry: { widgets: here('src/embed/embed.ts') }, formats: ['es'] },
      rolldownOptions: {
        output: {
          entryFileNames: facade,
          chunkFileNames: nameChunk,
          codeSplitting: {
            groups: [
              {
                name: 'widgets',
                test: /[\\/]preact[\\/]|[\\/]src[\\/](embed|frame|form|newsletter|texts)[\\/]/,
                priority: 1,
              },
              { name: 'widgets.post', test: /[\\/]src[\\/]challenge[\\/]post\.ts$/ },
            ],
          },
          minify: true,
        },
      },
    },
  });
}

/** The bundler puts all that is shared, the entry's code too, into `widgets.js`, and makes an entry that only imports it. */
const facade = 'facade.js';
const withoutFacade: Plugin = {
  name: 'without-facade',
  generateBundle: (_, files) => {
    delete files[facade];
  },
};

/** A widget's file has the name of the widget's folder. */
const nameChunk = ({ name, facadeModuleId }: { name: string; facadeModuleId?: string | null }) =>
  facadeModuleId ? `widgets.${basename(dirname(facadeModuleId))}.js` : `${name}.js`;

/**
 * One plain script with all that it needs: `beckon-push-sw.js`, since a worker of the shop takes it in with
 * `importScripts`, and `widgets.challenge-page.js`, for a page of Beckon's own.
 */
async function buildScript(outDir: string, entry: string, file: string): Promise<void> {
  await bundle({
    ...ours,
    mode: 'production',
    build: {
      target: 'es2022',
      outDir,
      emptyOutDir: false,
      minify: true,
      lib: { entry: here(entry), formats: ['iife'], name: 'beckon' },
      rolldownOptions: { output: { entryFileNames: file } },
    },
  });
}

/** `widgets.<widget>.<language>.js`: the texts of a widget with those that all share. */
function writeTexts(outDir: string): void {
  const read = (path: string) => JSON.parse(readFileSync(here(path), 'utf8'));
  for (const path of globSync('src/*/texts/*.json', { cwd: here('.') })) {
    const widget = basename(dirname(dirname(path)));
    const file = basename(path);
    const texts = { ...read(`src/texts/${file}`), ...read(path) };
    const name = `widgets.${widget}.${file.replace('json', 'js')}`;
    writeFileSync(join(outDir, name), `export default ${JSON.stringify(texts)}`);
  }
}

/** The npm package: the React build from scratch, with its declarations. */
export async function buildPackage(folder: string = here('dist/react')): Promise<void> {
  // In a folder of its own first, since tests or a server may read the files of before meanwhile.
  const fresh = `${folder}.new`;
  rmSync(fresh, { recursive: true, force: true });
  await buildReact(fresh);
  const { writeDeclarations } = await import('./declarations.ts');
  writeDeclarations(fresh, Object.keys(entries));
  rmSync(folder, { recursive: true, force: true });
  renameSync(fresh, folder);
}

/** `@beckon/widgets/<name>`, and all of them together. */
const entries = Object.fromEntries([
  ['index', here('src/index.ts')],
  ...globSync('src/*/index.ts', { cwd: here('.') }).map((path) => [basename(dirname(path)), here(path)]),
]);

/**
 * Parts that entries share: `newsletter-form.js` draws the newsletter, `use-newsletter.js` is its hook, `newsletter.de.js`
 * are its German texts, `src.de.js` those that all share.
 */
function namePart({ name, facadeModuleId }: { name: string; facadeModuleId?: string | null }): string {
  if (facadeModuleId?.endsWith('.json')) return `${basename(dirname(dirname(facadeModuleId)))}.${name}.js`;
  return name in entries ? `${name}-form.js` : `${name}.js`;
}

async function buildReact(outDir: string): Promise<void> {
  await bundle({
    ...ours,
    // The bundler warns that it may drop `'use client'`; in the entry files, where it stands here, it keeps it.
    logLevel: 'error',
    mode: 'production',
    oxc: { jsx: { runtime: 'automatic', development: false } },
    build: {
      target: 'es2022',
      outDir,
      emptyOutDir: false,
      minify: false,
      lib: { entry: entries, formats: ['es'] },
      rolldownOptions: {
        external: /^(react|#)/,
        output: {
          entryFileNames: '[name].js',
          chunkFileNames: namePart,
          // As small as what a bundler makes of it, so that the size is what a shop pays.
          minify: true,
          codeSplitting: { groups: [{ name: 'frame', test: /src[\\/](frame|form|texts)[\\/].*(\.tsx?|en\.json)$/ }] },
        },
      },
    },
  });
  await buildServerTexts(outDir);
  writeFileSync(join(outDir, 'styles.css'), isolate(joinStyles(here('src/styles.css'))));
}

/** What `#server-texts` means on a server and in a browser; which it is, the shop's bundler or runtime decides. */
async function buildServerTexts(outDir: string): Promise<void> {
  const files = ['server-texts', 'no-server-texts'];
  await bundle({
    ...ours,
    build: {
      target: 'es2022',
      outDir,
      emptyOutDir: false,
      minify: false,
      lib: { entry: Object.fromEntries(files.map((name) => [name, here(`src/texts/${name}.ts`)])), formats: ['es'] },
      rolldownOptions: { output: { entryFileNames: '[name].js' } },
    },
  });
}

/** A style sheet with what it imports in its place. */
function joinStyles(file: string): string {
  return readFileSync(file, 'utf8').replace(/@import "(.+)";/g, (_, path) => joinStyles(join(dirname(file), path)));
}

/** Where the tests have React from: the one of the sources, and the one that a shop may still have. */
const reacts = { 19: here('node_modules'), 18: here('../../test/react-18/node_modules') };
export type ReactVersion = keyof typeof reacts;

/**
 * For tests: a script of `src/testing`, for a page or (`react-server`) for a server, bundled with React and the style sheet.
 * With React 18 it is `<name>-18.js`.
 */
export async function buildTestPage(
  name: 'react-page' | 'react-server' | 'preact-page',
  outDir: string,
  version: ReactVersion = 19,
): Promise<void> {
  const file = version === 19 ? name : `${name}-${version}`;
  await bundle({
    ...ours,
    // As above: `'use client'` means nothing here.
    logLevel: 'error',
    oxc: { jsx: { runtime: 'automatic', development: false } },
    define: { 'process.env.NODE_ENV': '"development"' },
    resolve: {
      alias: [{ find: /^(react|react-dom)(?=\/|$)/, replacement: `${reacts[version]}/$1` }],
      ...(name === 'react-server' && { conditions: ['node'] }),
    },
    build: {
      target: 'es2022',
      cssTarget: 'chrome123',
      outDir,
      emptyOutDir: false,
      lib: { entry: { [file]: here(`src/testing/${name}`) }, formats: ['es'] },
      rolldownOptions: { output: { entryFileNames: '[name].js', chunkFileNames: `${file}.[name].js` } },
    },
  });
}

/** Terser after the bundler's own minifier: together they make 120 bytes less of it than either alone. */
const smallest: Plugin = {
  name: 'smallest',
  generateBundle: async (_, files) => {
    for (const file of Object.values(files)) {
      if (file.type !== 'chunk') continue;
      const { code } = await minify(file.code, { module: true, ecma: 2020, compress: { passes: 4 } });
      file.code = code ?? file.code;
    }
  },
};

if (import.meta.main) await (process.argv.includes('--package') ? buildPackage() : build());
