import { readFile } from 'node:fs/promises';
import { isAlive } from './processes.ts';

const checkEvery = 1_000;

/**
 * Calls back when the process that launched this one has ended. `npx pnpm start` is a chain of four processes, and npx
 * does not pass a SIGTERM down the chain: it ends and leaves the other processes running. Ending npx is meant to end
 * this process.
 */
export async function watchLauncher(onGone: () => void): Promise<void> {
  const launchers = await findLaunchers(process.ppid);
  if (launchers.length === 0) return;
  const timer = setInterval(() => {
    if (launchers.every(isAlive)) return;
    clearInterval(timer);
    onGone();
  }, checkEvery);
  timer.unref();
}

/** The processes above us that belong to npm, npx or pnpm, up to the first that does not; none where /proc is missing. */
async function findLaunchers(pid: number): Promise<number[]> {
  const command = await readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '');
  const isLauncher = /\b(npm|npx|pnpm)\b|apps\/server\/src\/cli\.ts/.test(command);
  if (pid <= 1 || !isLauncher) return [];
  const status = await readFile(`/proc/${pid}/status`, 'utf8').catch(() => '');
  const parent = Number(/^PPid:\s+(\d+)/m.exec(status)?.[1] ?? 0);
  return [pid, ...(await findLaunchers(parent))];
}
