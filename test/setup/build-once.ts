import { existsSync } from 'node:fs';
import { cp, mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { inject } from 'vitest';

declare module 'vitest' {
  interface ProvidedContext {
    buildsFolder: string;
  }
}

/**
 * Copies built files into a folder. Whichever test file needs them first in a run builds them, the others wait for it.
 * @param name of the build, unique in the run
 * @throws Error after two minutes, and in all files that need a build which has failed
 */
export async function buildOnce(name: string, folder: string, build: (folder: string) => Promise<void>): Promise<void> {
  const shared = join(inject('buildsFolder'), name);
  const isFirst = await mkdir(shared).then(
    () => true,
    () => false,
  );
  if (isFirst) {
    await build(shared).catch(async (error: unknown) => {
      await writeFile(`${shared}.failed`, '');
      throw error;
    });
    await writeFile(`${shared}.built`, '');
  }
  const end = performance.now() + 120_000;
  while (!existsSync(`${shared}.built`)) {
    if (existsSync(`${shared}.failed`)) throw new Error(`the build of ${name} has failed in another test file`);
    if (performance.now() > end) throw new Error(`the build of ${name} has not ended`);
    await setTimeout(50);
  }
  await cp(shared, folder, { recursive: true });
}
