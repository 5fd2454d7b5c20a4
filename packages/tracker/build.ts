import { createHash } from 'node:crypto';
import { readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { minify } from 'terser';
import { build as bundle, type Plugin } from 'vite';
import { describeCatalog } from './catalog.ts';
import { writeDeclarations } from './declarations.ts';
import type { PinnedFile } from './src/pinned-file.ts';

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url));

const sideFiles = ['datalayer', 'attributes', 'products', 'tcf', 'gcm', 'banner'];

/** Writes `beckon.js` (script tag), the files it loads when an attribute asks for them, and `index.js` with its declarations (npm). */
export async function build(folder: string = here('dist')): Promise<void> {
  await write(folder, 'embed.ts', 'iife', 'beckon.js', { pinnedFiles: 'undefined' });
  for (const name of sideFiles) await write(folder, `${name}/embed.ts`, 'es', `beckon.${name}.js`);
  await write(folder, 'debug/embed.ts', 'es', 'beckon.debug.js', { beckonCatalog: JSON.stringify(describeCatalog()) });
  await write(folder, 'index.ts', 'es', 'index.js');
  await writeFile(join(folder, 'index.d.ts'), await writeDeclarations(new URL('src/', import.meta.url)));
  await pin(folder);
}

/**
 * Writes the script and its side files once more under names of their content, and `tracker.json` with the name of the
 * script, its digest for `integrity`, and all of these files. The script holds the digests of the others.
 */
async function pin(folder: string): Promise<void> {
  const pinned: Record<string, PinnedFile> = {};
  for (const name of sideFiles) pinned[name] = await pinFile(folder, `beckon.${name}.js`);
  await write(folder, 'embed.ts', 'iife', 'beckon-pinned.js', { pinnedFiles: JSON.stringify(pinned) });
  const script = await pinFile(folder, 'beckon-pinned.js', 'beckon.js');
  await rm(join(folder, 'beckon-pinned.js'));
  const files = [script, ...Object.values(pinned)].map(({ name }) => name);
  const said = { script: script.name, integrity: script.integrity, files };
  await writeFile(join(folder, 'tracker.json'), `${JSON.stringify(said, null, 2)}\n`);
}

/** Copies a file to a name of its content, such as `beckon-0123456789abcdef.js`. */
async function pinFile(folder: string, file: string, name = file): Promise<PinnedFile> {
  const content = await readFile(join(folder, file));
  const digest = createHash('sha384').update(content).digest();
  const pinned = name.replace(/\.js$/, `-${digest.toString('hex').slice(0, 16)}.js`);
  await writeFile(join(folder, pinned), content);
  return { name: pinned, integrity: `sha384-${digest.toString('base64')}` };
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
    plugins: isScript ? [smallest(format)] : [],
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

/**
 * Terser after the bundler's own minifier: together they make 50 bytes less of it than either alone. Names are its own.
 * Only a module has a top level to itself: in a script Terser would take the function around it away, and its variables,
 * `$` among them, would be those of the page.
 */
const smallest = (format: 'iife' | 'es'): Plugin => ({
  name: 'smallest',
  generateBundle: async (_, files) => {
    for (const file of Object.values(files)) {
      if (file.type !== 'chunk') continue;
      const compress = { passes: 4, unsafe_arrows: true, pure_getters: true };
      // Pages in other encodings than UTF-8 read the script in theirs.
      const output = { ascii_only: true };
      const { code } = await minify(file.code, { ecma: 2020, toplevel: format === 'es', compress, format: output });
      file.code = code ?? file.code;
    }
  },
});

if (import.meta.main) await build();
