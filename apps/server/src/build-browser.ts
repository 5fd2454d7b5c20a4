import { createHash } from 'node:crypto';
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { runProgram } from './run-program.ts';

const root = fileURLToPath(new URL('../../../', import.meta.url));

/** What is built, and the folders whose content decides whether it is still fresh. */
const targets = [
  { name: 'tracker', folder: 'packages/tracker', reads: ['packages/tracker', 'packages/contract'] },
  { name: 'widgets', folder: 'packages/widgets', reads: ['packages/widgets', 'packages/tracker', 'packages/contract'] },
  { name: 'admin app', folder: 'apps/admin', reads: ['apps/admin', 'packages/contract'] },
  { name: 'storefront', folder: 'apps/storefront', reads: ['apps/storefront', 'packages/widgets', 'packages/tracker'] },
];

/** Builds the browser files whose sources have changed since the last build. */
export async function buildBrowserFiles(say: (line: string) => void): Promise<void> {
  const lock = await readFile(join(root, 'pnpm-lock.yaml'), 'utf8').catch(() => '');
  for (const target of targets) {
    const digest = createHash('sha256').update(lock);
    for (const folder of target.reads) await digestFolder(digest, join(root, folder));
    const fresh = digest.digest('hex');
    const stamp = join(root, target.folder, 'dist/.built-from');
    if ((await readFile(stamp, 'utf8').catch(() => '')) === fresh) continue;
    say(`building the ${target.name}`);
    await runBuild(join(root, target.folder, 'build.ts'));
    await mkdir(join(root, target.folder, 'dist'), { recursive: true });
    await writeFile(stamp, fresh);
  }
}

/** In a process of its own: bundlers keep memory, and read from the environment whether they build for production. */
function runBuild(script: string): Promise<void> {
  return runProgram(process.execPath, [script], { cwd: root, env: { ...process.env, NODE_ENV: 'production' } });
}

async function digestFolder(digest: ReturnType<typeof createHash>, folder: string): Promise<void> {
  const entries = (await readdir(folder, { withFileTypes: true })).sort((a, b) => (a.name < b.name ? -1 : 1));
  for (const entry of entries) {
    if (['dist', 'node_modules'].includes(entry.name) || entry.name.includes('.test.') || entry.name.endsWith('.md'))
      continue;
    const path = join(folder, entry.name);
    if (entry.isDirectory()) await digestFolder(digest, path);
    else digest.update(path).update(await readFile(path));
  }
}
