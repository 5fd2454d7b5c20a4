import { fileURLToPath } from 'node:url';
import { minify } from 'terser';
import { build as bundle, type Plugin } from 'vite';

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url));

/** Writes `dist/widgets.js` and its language files (script tag), and `dist/react/` (npm). */
export async function build(folder: string = here('dist')): Promise<void> {
  await buildEmbed(folder);
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
      rolldownOptions: { output: { entryFileNames: '[name].js', chunkFileNames: 'widgets.[name].js', minify: false } },
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

/** Terser's repeated passes make about 150 bytes less of it than the bundler's own minifier. */
const smallest: Plugin = {
  name: 'smallest',
  renderChunk: {
    order: 'post',
    handler: async (code) => {
      const compress = { passes: 4, unsafe_arrows: true, unsafe_methods: true, pure_getters: true };
      const { code: small } = await minify(code, { module: true, ecma: 2020, compress });
      return { code: small ?? code, map: null };
    },
  },
};

if (import.meta.main) await build();
