import { rmSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { build as bundle } from 'vite';

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url));

/** Writes `dist/beckon.js` (script tag) and `dist/index.js` (npm). */
export async function build(): Promise<void> {
  rmSync(here('dist'), { recursive: true, force: true });
  await write('embed.ts', 'iife', 'beckon.js');
  await write('index.ts', 'es', 'index.js');
}

async function write(entry: string, format: 'iife' | 'es', file: string): Promise<void> {
  await bundle({
    configFile: false,
    logLevel: 'warn',
    root: here('.'),
    publicDir: false,
    build: {
      target: 'es2020',
      outDir: here('dist'),
      emptyOutDir: false,
      minify: format === 'iife' ? 'oxc' : false,
      modulePreload: false,
      lib: { entry: here(`src/${entry}`), formats: [format], name: 'beckonScript', fileName: () => file },
    },
  });
}

if (import.meta.main) await build();
