import { rmSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { build as bundle } from 'vite';

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url));

/** Writes `dist/widgets.js` and its language files (script tag), and `dist/react/` (npm). */
export async function build(): Promise<void> {
  rmSync(here('dist'), { recursive: true, force: true });
  await buildEmbed();
}

async function buildEmbed(): Promise<void> {
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
      outDir: here('dist'),
      emptyOutDir: false,
      minify: 'oxc',
      modulePreload: false,
      rolldownOptions: {
        input: { widgets: here('src/embed/embed.ts') },
        output: { entryFileNames: '[name].js', chunkFileNames: 'widgets.[name].js' },
      },
    },
  });
}

if (import.meta.main) await build();
