import { execFileSync } from 'node:child_process';
import { cpSync, globSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { isBuiltin } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build as bundle, type Plugin } from 'vite';

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url));

/**
 * Writes the npm package: one file with the code of all our packages that a shop needs, the program that cleans up after
 * a crash, the migrations, and declarations. What comes from npm stays an import.
 */
export async function build(folder: string = here('dist')): Promise<void> {
  rmSync(folder, { recursive: true, force: true });
  await bundle({
    configFile: false,
    logLevel: 'warn',
    root: here('.'),
    publicDir: false,
    plugins: [migrationsBeside],
    ssr: { noExternal: /^@(beckon|oxc-project)\// },
    build: {
      ssr: true,
      target: 'esnext',
      outDir: folder,
      emptyOutDir: false,
      minify: false,
      rolldownOptions: {
        input: { index: here('src/index.ts'), watchdog: here('src/watchdog.ts') },
        external: (id) => isBuiltin(id) || /^(?!@beckon\/|@oxc-project\/)@?[a-z]/.test(id),
        // What is imported and not used, such as sign-in, does not have to be installed.
        treeshake: { moduleSideEffects: (_, isExternal) => !isExternal },
        output: { entryFileNames: '[name].js', chunkFileNames: '[name].js' },
      },
    },
  });
  cpSync(here('../core/migrations'), join(folder, 'migrations'), { recursive: true });
  writeDeclarations(folder);
}

/** The folder of the migrations lies beside the bundle. */
const migrationsBeside: Plugin = {
  name: 'migrations-beside',
  enforce: 'pre',
  transform(code, id) {
    if (!id.endsWith('/core/src/db/migrate.ts')) return;
    if (!code.includes("'../../migrations/'")) throw new Error('migrate.ts has its folder elsewhere');
    return code.replace("'../../migrations/'", "'./migrations/'");
  },
};

/** The declarations of what the entry names, with those of the client beside them. */
function writeDeclarations(folder: string): void {
  const emitted = mkdtempSync(join(tmpdir(), 'beckon-types-'));
  try {
    const config = join(emitted, 'tsconfig.json');
    const compilerOptions = {
      ...{ noEmit: false, declaration: true, emitDeclarationOnly: true, outDir: emitted, rootDir: here('..') },
      typeRoots: [here('../../node_modules/@types')],
    };
    // Each file of the client is named: the compiler may take what it reaches by an import for a package, and write nothing.
    const ofClient = globSync('*.ts', { cwd: here('../client/src') }).filter((path) => !path.endsWith('.test.ts'));
    const files = [here('src/index.ts'), ...ofClient.map((path) => here(`../client/src/${path}`))];
    writeFileSync(
      config,
      JSON.stringify({ extends: here('../../tsconfig.node.json'), compilerOptions, files, include: [] }),
    );
    execFileSync(here('../../node_modules/.bin/tsc'), ['-p', config], { stdio: 'inherit' });
    for (const name of ['index', 'start-beckon', 'types'])
      writeDeclaration(join(emitted, 'testing/src', `${name}.d.ts`), join(folder, `${name}.d.ts`));
    for (const path of globSync('*.d.ts', { cwd: join(emitted, 'client/src') }))
      writeDeclaration(join(emitted, 'client/src', path), join(folder, 'client', path));
  } finally {
    rmSync(emitted, { recursive: true });
  }
}

function writeDeclaration(from: string, to: string): void {
  const text = readFileSync(from, 'utf8')
    .replaceAll("'@beckon/client'", "'./client/index.js'")
    .replace(/(from '\.[^']+)\.ts'/g, "$1.js'")
    .replace(/(import\("\.[^"]+)\.ts"\)/g, '$1.js")');
  mkdirSync(dirname(to), { recursive: true });
  writeFileSync(to, text);
}

if (import.meta.main) await build();
