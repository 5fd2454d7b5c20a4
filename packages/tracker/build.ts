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
      rolldownOptions: { output: { minify: false } },
    },
  });
}

/** Terser's repeated passes make about 50 bytes less of it than the bundler's own minifier. */
const smallest: Plugin = {
  name: 'smallest',
  renderChunk: {
    order: 'post',
    handler: async (code) => {
      const compress = { passes: 4, unsafe_arrows: true, unsafe_methods: true, pure_getters: true, toplevel: true };
      const { code: small } = await minify(code, { ecma: 2020, compress, mangle: { toplevel: true } });
      return { code: small ?? code, map: null };
    },
  },
};

if (import.meta.main) await build();
