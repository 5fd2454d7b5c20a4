import { fileURLToPath } from 'node:url';
import { minify } from 'terser';
import { build as bundle, type Plugin } from 'vite';

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
    plugins: format === 'iife' ? [smallest] : [],
    build: {
      target: 'es2020',
      outDir,
      emptyOutDir: false,
      minify: false,
      modulePreload: false,
      lib: { entry: here(`src/${entry}`), formats: [format], name: 'beckonScript', fileName: () => file },
      rolldownOptions: { output: { minify: format === 'iife' } },
    },
  });
}

/** Terser after the bundler's own minifier: together they make 50 bytes less of it than either alone. */
const smallest: Plugin = {
  name: 'smallest',
  generateBundle: async (_, files) => {
    for (const file of Object.values(files)) {
      if (file.type !== 'chunk') continue;
      const compress = { passes: 4, unsafe_arrows: true, pure_getters: true };
      file.code = (await minify(file.code, { ecma: 2020, toplevel: true, compress })).code ?? file.code;
    }
  },
};

if (import.meta.main) await build();
