import { type ChildProcess, spawn } from 'node:child_process';
import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import type { DevelopmentFacts } from '@beckon/server/start';

const root = fileURLToPath(new URL('../..', import.meta.url));

export type RunningBeckon = {
  dev: DevelopmentFacts;
  pid: number;
  /** Everything it has printed so far. */
  output(): string;
  /** SIGTERM; resolves with the exit code. */
  stop(): Promise<number | null>;
  /** SIGKILL: no goodbye. */
  kill(): Promise<void>;
};

/** Starts the product as a user does, as a process of its own, on a free port. */
export async function startBeckon(dataDir: string, env: Record<string, string> = {}): Promise<RunningBeckon> {
  await rm(join(dataDir, 'dev.json'), { force: true });
  const child = spawn(process.execPath, ['apps/server/src/cli.ts', 'start'], {
    cwd: root,
    env: {
      ...process.env,
      NODE_ENV: 'development',
      PORT: '0',
      BECKON_LOG_LEVEL: 'info',
      BECKON_DATA_DIR: dataDir,
      ...env,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const said: string[] = [];
  child.stdout.on('data', (text: Buffer) => said.push(text.toString()));
  child.stderr.on('data', (text: Buffer) => said.push(text.toString()));
  const ended = new Promise<number | null>((resolve) => child.once('exit', resolve));
  const end = async (signal: NodeJS.Signals) => {
    child.kill(signal);
    return ended;
  };
  const dev = await untilStarted(child, dataDir, said);
  return {
    dev,
    pid: child.pid!,
    output: () => said.join(''),
    stop: () => end('SIGTERM'),
    kill: async () => void (await end('SIGKILL')),
  };
}

async function untilStarted(child: ChildProcess, dataDir: string, said: string[]): Promise<DevelopmentFacts> {
  for (let tries = 0; tries < 1_200; tries++) {
    if (child.exitCode !== null) break;
    const dev = await readFile(join(dataDir, 'dev.json'), 'utf8').catch(() => null);
    // dev.json is written before the worker starts: the last words are the sign that all is up.
    if (dev && said.join('').includes('Beckon runs.')) return JSON.parse(dev) as DevelopmentFacts;
    await pause(50);
  }
  child.kill('SIGKILL');
  throw new Error(`Beckon did not start:\n${said.join('')}`);
}

/** Runs a `beckon` command to its end. */
export function runBeckon(
  args: string[],
  env: Record<string, string>,
): Promise<{ code: number | null; output: string }> {
  return new Promise((resolve) => {
    const child = spawn(process.execPath, ['apps/server/src/cli.ts', ...args], {
      cwd: root,
      env: { ...process.env, NODE_ENV: 'development', ...env },
    });
    const said: string[] = [];
    child.stdout.on('data', (text: Buffer) => said.push(text.toString()));
    child.stderr.on('data', (text: Buffer) => said.push(text.toString()));
    child.once('exit', (code) => resolve({ code, output: said.join('') }));
  });
}
