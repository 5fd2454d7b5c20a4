import { copyFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { minify } from 'terser';
import { build as bundle, type Plugin } from 'vite';

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url));

/** Writes `widgets.js` with its language files `widgets.<language>.js` (script tag), and `react/` (npm). */
export async function build(folder: string = here('dist')): Promise<void> {
  await buildEmbed(folder);
  await buildReact(join(folder, 'react'));
  copyFileSync(here('src/newsletter/newsletter.css'), join(folder, 'react/newsletter.css'));
}

async function buildEmbed(outDir: string): Promise<void> {
  await bundle({
    configFile: false,
    logLevel: 'warn',
    root: here('.'),
    publicDir: false,
    mode: 'production',
    // Said here, because bundlers otherwise take it from the environment, which in tests is another one.
    oxc: { jsx: { runtime: 'automatic', development: false } },
    plugins: [smallest],
    resolve: {
      alias: {
        'react/jsx-runtime': here('src/embed/jsx-runtime.ts'),
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
      rolldownOptions: { output: { entryFileNames: '[name].js', chunkFileNames: 'widgets.[name].js', minify: true } },
    },
  });
}

async function buildReact(outDir: string): Promise<void> {
  await bundle({
    configFile: false,
    // The bundler warns that it may drop `'use client'`; in the entry file, where it stands here, it keeps it.
    logLevel: 'error',
    root: here('.'),
    publicDir: false,
    mode: 'production',
    oxc: { jsx: { runtime: 'automatic', development: false } },
    build: {
      target: 'es2022',
      outDir,
      emptyOutDir: false,
      minify: false,
      lib: { entry: { newsletter: here('src/newsletter/index.ts') }, formats: ['es'] },
      rolldownOptions: {
        external: /^react/,
        output: { entryFileNames: '[name].js', chunkFileNames: '[name].js' },
      },
    },
  });
}

/** For tests: a page that uses the React component, bundled with React and the style sheet. */
export async function buildReactPage(outDir: string): Promise<void> {
  await bundle({
    configFile: false,
    logLevel: 'warn',
    root: here('.'),
    publicDir: false,
    oxc: { jsx: { runtime: 'automatic', development: false } },
    define: { 'process.env.NODE_ENV': '"development"' },
    build: {
      target: 'es2022',
      cssTarget: 'chrome123',
      outDir,
      emptyOutDir: false,
      lib: { entry: { 'react-page': here('src/testing/react-page.tsx') }, formats: ['es'] },
      rolldownOptions: { output: { entryFileNames: '[name].js', chunkFileNames: 'react-page.[name].js' } },
    },
  });
}

/** Terser after the bundler's own minifier: together they make 150 bytes less of it than either alone. */
const smallest: Plugin = {
  name: 'smallest',
  generateBundle: async (_, files) => {
    for (const file of Object.values(files)) {
      if (file.type !== 'chunk') continue;
      const compress = { passes: 4, unsafe_arrows: true, pure_getters: true };
      file.code = (await minify(file.code, { module: true, ecma: 2020, compress })).code ?? file.code;
    }
  },
};

if (import.meta.main) await build();
