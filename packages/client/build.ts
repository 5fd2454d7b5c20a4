import { spawn } from 'node:child_process';
import { rm } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';

const own = fileURLToPath(new URL('.', import.meta.url));

/** Writes the npm package: one JavaScript file and its declarations for each source. */
export async function build(folder: string = `${own}dist`): Promise<void> {
  await rm(folder, { recursive: true, force: true });
  const tsc = fileURLToPath(new URL('../../node_modules/.bin/tsc', import.meta.url));
  const child = spawn(tsc, ['-p', `${own}tsconfig.build.json`, '--outDir', folder], { stdio: 'inherit' });
  const code = await new Promise<number | null>((resolve, reject) => child.on('close', resolve).on('error', reject));
  if (code !== 0) throw new Error(`tsc ended with ${code}`);
}

if (import.meta.main) await build();
