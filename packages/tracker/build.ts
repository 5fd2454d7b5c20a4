import { fileURLToPath } from 'node:url';
import { minify } from 'terser';
import { build as bundle, type Plugin } from 'vite';
import { describeCatalog } from './catalog.ts';

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url));

/** Writes `beckon.js` (script tag), the files it loads when an attribute asks for them, and `index.js` (npm). */
export async function build(folder: string = here('dist')): Promise<void> {
  await write(folder, 'embed.ts', 'iife', 'beckon.js');
  for (const name of ['datalayer', 'attributes', 'products', 'tcf', 'gcm', 'banner'])
    await write(folder, `${name}/embed.ts`, 'es', `beckon.${name}.js`);
  await write(folder, 'debug/embed.ts', 'es', 'beckon.debug.js', { beckonCatalog: JSON.stringify(describeCatalog()) });
  await write(folder, 'index.ts', 'es', 'index.js');
}

async function write(
  outDir: string,
  entry: string,
  format: 'iife' | 'es',
  file: string,
  define: Record<string, string> = {},
): Promise<void> {
  const isScript = file.startsWith('beckon');
  await bundle({
    configFile: false,
    logLevel: 'warn',
    root: here('.'),
    publicDir: false,
    define,
    plugins: isScript ? [smallest] : [],
    build: {
      target: 'es2020',
      outDir,
      emptyOutDir: false,
      minify: false,
      modulePreload: false,
      lib: { entry: here(`src/${entry}`), formats: [format], name: 'beckonScript', fileName: () => file },
      rolldownOptions: { output: { minify: isScript && { compress: true, mangle: false } } },
    },
  });
}

/** Terser after the bundler's own minifier: together they make 50 bytes less of it than either alone. Names are its own. */
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
