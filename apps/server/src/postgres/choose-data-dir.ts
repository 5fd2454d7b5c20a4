import { createHash } from 'node:crypto';
import { mkdir, readlink, stat, symlink } from 'node:fs/promises';
import { join } from 'node:path';
import { canReach, chooseRunner, rootsPlace } from './runner.ts';

/**
 * The folder of the embedded Postgres: `postgres` in the data folder. When running as root with a data folder that
 * other users cannot enter (root's home, a private temporary folder), Postgres could not reach it; then the folder is
 * under /var/lib/beckon, and a link in the data folder points to it.
 */
export async function choosePostgresDir(dataDir: string): Promise<string> {
  const wanted = join(dataDir, 'postgres');
  const linked = await readlink(wanted).catch(() => null);
  if (linked) return linked;
  if (await stat(wanted).catch(() => null)) return wanted;
  await mkdir(dataDir, { recursive: true });
  if (await canReach(chooseRunner(), dataDir)) return wanted;
  const elsewhere = join(rootsPlace, createHash('sha256').update(dataDir).digest('hex').slice(0, 16));
  await mkdir(elsewhere, { recursive: true, mode: 0o755 });
  const folder = join(elsewhere, 'postgres');
  await symlink(folder, wanted);
  return folder;
}
