import { type ChildProcess, spawn } from 'node:child_process';
import { mkdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { createDb } from '@beckon/core/db';
import { findFreePort } from '../ports.ts';
import { isAlive, isFromBeforeBoot } from '../processes.ts';
import { runProgram } from '../run-program.ts';
import { monotonic } from '../system.ts';
import { locateBinaries, type PostgresBinaries } from './binaries.ts';
import { allocatorVariables, memorySettings, readMemory, statisticsSettings, writeSettings } from './memory.ts';
import { chooseRunner, giveTo, type Runner } from './runner.ts';

export type EmbeddedPostgres = { url: string; stop(): Promise<void> };

export type EmbeddedOptions = {
  /** Made when it does not exist; everything in it belongs to Postgres. */
  dataDir: string;
  password: string;
  /** More settings, such as `fsync=off` for tests that may lose everything. */
  settings?: string[];
  /** Whether the files of a new cluster are forced to the disk before it starts; true by default. */
  syncsFiles?: boolean;
  /** Programs in place of those of the npm package. */
  binaries?: PostgresBinaries;
  /** Called when Postgres ended by itself: it is started again, unless it keeps ending. */
  onTrouble?: (trouble: { code: number | null; isFinal: boolean }) => void;
};

/** This many ends within a minute are not a coincidence. */
const maxRestarts = 5;

const user = 'beckon';
const database = 'beckon';

/** Starts a Postgres of our own on a free port of the loopback interface, and ends one that a crash left behind. */
export async function startEmbeddedPostgres(options: EmbeddedOptions): Promise<EmbeddedPostgres> {
  const runner = chooseRunner();
  const binaries = options.binaries ?? (await locateBinaries(runner));
  await mkdir(options.dataDir, { recursive: true, mode: 0o700 });
  await giveTo(runner, options.dataDir);
  const before = await endLeftOver(options.dataDir);
  const isNew = !(await stat(join(options.dataDir, 'PG_VERSION')).catch(() => null));
  if (isNew) await initialize(binaries, runner, options);

  // The previous port, if it is still free: commands that ran beside a crashed server find the new one there.
  const port = await findFreePort(before?.port);
  const server: Server = { child: undefined as never, isStopping: false, isReady: false, said: [], ends: [] };
  const chosen = [...memorySettings(await readMemory()), ...writeSettings, ...statisticsSettings];
  const sized = [...chosen, ...(options.settings ?? [])];
  const launch = () => spawnPostgres(server, binaries, runner, { ...options, settings: sized }, port, launch);
  launch();
  const address = `postgres://${user}:${encodeURIComponent(options.password)}@127.0.0.1:${port}`;
  await untilReady(server, `${address}/postgres`);
  if (isNew) await createDatabase(`${address}/postgres`);
  server.isReady = true;
  return { url: `${address}/${database}`, stop: () => stop(server) };
}

type Server = {
  child: ChildProcess;
  isStopping: boolean;
  isReady: boolean;
  said: string[];
  /** When it ended by itself lately, in milliseconds of an unbroken clock. */
  ends: number[];
};

async function initialize(binaries: PostgresBinaries, runner: Runner, options: EmbeddedOptions): Promise<void> {
  const passwordFile = join(options.dataDir, '..', `.initdb-${process.pid}`);
  // initdb wants an empty folder, so the password waits beside it.
  await writeFile(passwordFile, options.password, { mode: 0o600 });
  await giveTo(runner, passwordFile);
  try {
    await runProgram(
      binaries.initdb,
      [
        `--pgdata=${options.dataDir}`,
        `--username=${user}`,
        `--pwfile=${passwordFile}`,
        '--auth=scram-sha-256',
        '--encoding=UTF8',
        '--locale=C',
        '--no-instructions',
        ...(options.syncsFiles === false ? ['--no-sync'] : []),
      ],
      { ...(runner ?? {}), cwd: '/' },
    );
  } catch (error) {
    // An incomplete cluster cannot be used: the next start creates a new one.
    await rm(options.dataDir, { recursive: true, force: true });
    throw error;
  } finally {
    await rm(passwordFile, { force: true });
  }
}

function spawnPostgres(
  server: Server,
  binaries: PostgresBinaries,
  runner: Runner,
  options: EmbeddedOptions,
  port: number,
  again: () => void,
): void {
  const settings = [
    `port=${port}`,
    'listen_addresses=127.0.0.1',
    'unix_socket_directories=',
    'max_connections=100',
    'log_min_messages=error',
    'logging_collector=off',
    ...(options.settings ?? []),
  ];
  // Its own process group: a Ctrl-C in the terminal must reach only us, we stop it when we are done with it.
  const child = spawn(binaries.postgres, ['-D', options.dataDir, ...settings.flatMap((setting) => ['-c', setting])], {
    ...(runner ?? {}),
    detached: true,
    cwd: options.dataDir,
    env: { ...allocatorVariables, ...process.env },
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  server.child = child;
  child.stderr!.on('data', (text: Buffer) => {
    server.said.push(text.toString());
    if (server.said.length > 20) server.said.shift();
  });
  child.once('exit', (code) => {
    if (server.isStopping || !server.isReady) return;
    const now = monotonic();
    server.ends = [...server.ends.filter((end) => now - end < 60_000), now];
    const isFinal = server.ends.length > maxRestarts;
    options.onTrouble?.({ code, isFinal });
    // On the same port: the pools find it again by themselves.
    if (!isFinal) setTimeout(() => !server.isStopping && again(), 200 * server.ends.length);
  });
}

async function untilReady(server: Server, url: string): Promise<void> {
  const db = createDb({ url, monotonic, maxConnections: 1 });
  try {
    for (let tries = 0; tries < 600; tries++) {
      if (server.child.exitCode !== null || server.child.pid === undefined) break;
      if (await db.isReachable()) return;
      await pause(50);
    }
  } finally {
    await db.close();
  }
  server.isStopping = true;
  server.child.kill('SIGKILL');
  throw new Error(`the embedded Postgres did not start:\n${server.said.join('').trim()}`);
}

async function createDatabase(url: string): Promise<void> {
  const db = createDb({ url, monotonic, maxConnections: 1 });
  try {
    await db.query({ text: `create database ${database}`, values: [] }, { deadline: 30_000 });
  } finally {
    await db.close();
  }
}

/** Fast shutdown: sessions are ended, everything committed is on disk. */
async function stop(server: Server): Promise<void> {
  server.isStopping = true;
  const { child } = server;
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  child.kill('SIGINT');
  const timer = setTimeout(() => child.kill('SIGQUIT'), 10_000);
  await ended;
  clearTimeout(timer);
}

/** After a kill -9 of our process, Postgres keeps running: it is stopped, and recovers at its next start. */
async function endLeftOver(dataDir: string): Promise<{ port: number } | null> {
  const lines = await readFile(join(dataDir, 'postmaster.pid'), 'utf8').catch(() => null);
  // Its process id, its folder, when it started, its port; the last ones are missing while it starts.
  const [pid = 0, , startedAt = 0, port = 0] = (lines ?? '').split('\n').map(Number);
  if (!pid) return null;
  if (!isAlive(pid) || isFromBeforeBoot(startedAt * 1_000)) return { port };
  const command = await readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => dataDir);
  if (command !== '' && !command.includes(dataDir)) return { port };
  for (const signal of ['SIGINT', 'SIGQUIT', 'SIGKILL'] as const) {
    if (await isDead(pid)) break;
    process.kill(pid, signal);
    for (let tries = 0; tries < 100 && !(await isDead(pid)); tries++) await pause(50);
  }
  if (!(await isDead(pid))) throw new Error(`a Postgres of an earlier start (process ${pid}) cannot be ended`);
  // The process has ended but may not have been reaped yet: the next Postgres would consider it alive.
  await rm(join(dataDir, 'postmaster.pid'), { force: true });
  return { port };
}

/** Whether the process has ended, or is a zombie that has not been reaped: a zombie has no command line. */
async function isDead(pid: number): Promise<boolean> {
  if (!isAlive(pid)) return true;
  return (await readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => 'unknown')) === '';
}
