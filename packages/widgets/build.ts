import { fileURLToPath } from 'node:url';
import { build as bundle } from 'vite';

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
      minify: 'oxc',
      // Library mode leaves `import()` as it is; an app build would wrap it into 1 kB of preloading.
      lib: { entry: { widgets: here('src/embed/embed.ts') }, formats: ['es'] },
      rolldownOptions: { output: { entryFileNames: '[name].js', chunkFileNames: 'widgets.[name].js', minify: true } },
    },
  });
}

if (import.meta.main) await build();
