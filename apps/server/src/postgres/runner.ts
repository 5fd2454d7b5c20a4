import { chown, stat } from 'node:fs/promises';
import { dirname } from 'node:path';

/**
 * The user that Postgres runs as. Postgres refuses root, so root runs it with the ids of `nobody`; no user needs to be
 * created.
 */
export type Runner = { uid: number; gid: number } | null;

/** Where root puts files that Postgres must reach and other users must not write. */
export const rootsPlace = '/var/lib/beckon';

export function chooseRunner(): Runner {
  return process.getuid?.() === 0 ? { uid: 65_534, gid: 65_534 } : null;
}

/** Whether the runner can get to a file or folder, past all folders above it. */
export async function canReach(runner: Runner, path: string): Promise<boolean> {
  if (!runner) return true;
  for (let folder = path; ; folder = dirname(folder)) {
    const found = await stat(folder).catch(() => null);
    if (found) {
      const mayEnter =
        found.uid === runner.uid
          ? found.mode & 0o100
          : found.gid === runner.gid
            ? found.mode & 0o010
            : found.mode & 0o001;
      if (found.isDirectory() && !mayEnter) return false;
    }
    if (folder === dirname(folder)) return true;
  }
}

export async function giveTo(runner: Runner, path: string): Promise<void> {
  if (runner) await chown(path, runner.uid, runner.gid);
}
