import { fileURLToPath } from 'node:url';
import { build as bundle } from 'vite';

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url));

/** Writes `beckon.js` (script tag) and `index.js` (npm). */
export async function build(folder: string = here('dist')): Promise<void> {
  await write(folder, 'embed.ts', 'iife', 'beckon.js');
  await write(folder, 'index.ts', 'es', 'index.js');
}

async function write(outDir: string, entry: string, format: 'iife' | 'es', file: string): Promise<void> {
  await bundle({
    configFile: false,
    logLevel: 'warn',
    root: here('.'),
    publicDir: false,
    build: {
      target: 'es2020',
      outDir,
      emptyOutDir: false,
      minify: format === 'iife' ? 'oxc' : false,
      modulePreload: false,
      lib: { entry: here(`src/${entry}`), formats: [format], name: 'beckonScript', fileName: () => file },
    },
  });
}

if (import.meta.main) await build();
