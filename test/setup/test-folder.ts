import { chmod, mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A folder for one test that an embedded Postgres can access, whichever user runs it. */
export async function chooseTestFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'beckon-test-'));
  await chmod(folder, 0o755);
  return folder;
}
