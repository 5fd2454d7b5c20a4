import { spawn } from 'node:child_process';
import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import type { DevelopmentFacts } from '@beckon/server/start';
import { findFreePort } from './free-port.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
const cli = 'apps/server/src/cli.ts';

export type RunningProcess = {
  pid: number;
  /** Everything it has printed so far. */
  output(): string;
  /** SIGTERM; resolves with the exit code. */
  stop(): Promise<number | null>;
  /** SIGKILL, without a clean stop. */
  kill(): Promise<void>;
};

export type RunningBeckon = RunningProcess & { dev: DevelopmentFacts };

/** Starts the product as a user does, in its own process, on a free port. */
export async function startBeckon(dataDir: string, env: Record<string, string> = {}): Promise<RunningBeckon> {
  await rm(join(dataDir, 'dev.json'), { force: true });
  const beckon = await launch(dataDir, env, 'Beckon is running.');
  return { ...beckon, dev: JSON.parse(await readFile(join(dataDir, 'dev.json'), 'utf8')) as DevelopmentFacts };
}

/** Starts only a worker, on the database in `env`. */
export function startWorker(dataDir: string, env: Record<string, string>): Promise<RunningProcess> {
  return launch(dataDir, { ...env, BECKON_ROLE: 'worker' }, 'Beckon is running (worker)');
}

/** Starts API and worker as in production; `env` says where data, database and mail server are. */
export function startProduction(env: Record<string, string>): Promise<RunningProcess> {
  return launch(env.BECKON_DATA_DIR!, { NODE_ENV: 'production', ...env }, 'Beckon is running (all)');
}

async function launch(dataDir: string, env: Record<string, string>, lastWords: string): Promise<RunningProcess> {
  const child = spawn(process.execPath, [cli, 'start'], {
    cwd: root,
    env: {
      ...process.env,
      NODE_ENV: 'development',
      PORT: `${await findFreePort()}`,
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
  const end = (signal: NodeJS.Signals) => {
    child.kill(signal);
    return ended;
  };
  for (let tries = 0; !said.join('').includes(lastWords); tries++) {
    if (tries === 1_200 || child.exitCode !== null) {
      child.kill('SIGKILL');
      throw new Error(`Beckon did not start:\n${said.join('')}`);
    }
    await pause(50);
  }
  return {
    pid: child.pid!,
    output: () => said.join(''),
    stop: () => end('SIGTERM'),
    kill: async () => void (await end('SIGKILL')),
  };
}

/** Runs a `beckon` command until it exits. */
export function runBeckon(
  args: string[],
  env: Record<string, string>,
): Promise<{ code: number | null; output: string }> {
  return new Promise((resolve) => {
    const child = spawn(process.execPath, [cli, ...args], {
      cwd: root,
      env: { ...process.env, NODE_ENV: 'development', ...env },
    });
    const said: string[] = [];
    child.stdout.on('data', (text: Buffer) => said.push(text.toString()));
    child.stderr.on('data', (text: Buffer) => said.push(text.toString()));
    child.once('exit', (code) => resolve({ code, output: said.join('') }));
  });
}
