import { readFile } from 'node:fs/promises';
import { totalmem } from 'node:os';

const megabyte = 2 ** 20;

/** Reads a file of the system; null where there is none. */
export type ReadSystemFile = (path: string) => Promise<string | null>;

const fromDisk: ReadSystemFile = (path) => readFile(path, 'utf8').catch(() => null);

/**
 * How many bytes of memory this process may use: what the machine has, or what its container is limited to. A limit
 * stands in the control group of the process or in one above it.
 */
export async function readMemory(read: ReadSystemFile = fromDisk, total = totalmem()): Promise<number> {
  const groups = ((await read('/proc/self/cgroup')) ?? '').split('\n').map((line) => line.split(':'));
  const files = groups.flatMap(([, controllers, path]) => {
    if (path === undefined) return [];
    if (controllers === '') return above(path).map((group) => `/sys/fs/cgroup${group}/memory.max`);
    if (!controllers!.split(',').includes('memory')) return [];
    return above(path).map((group) => `/sys/fs/cgroup/memory${group}/memory.limit_in_bytes`);
  });
  // Version 2 says `max` where there is no limit, version 1 a number beyond all memory.
  const limits = (await Promise.all(files.map(read))).map((text) => Number(text?.trim() || Number.NaN));
  return Math.min(total, ...limits.filter((limit) => limit > 0));
}

/** A control group and those it lies in: `/a/b`, `/a` and the empty root. Inside a container the path may not be visible. */
function above(path: string): string[] {
  const names = path.split('/').filter((name) => name !== '');
  return [...names.map((_, index) => `/${names.slice(0, index + 1).join('/')}`).reverse(), ''];
}

/**
 * The settings of Postgres that follow from memory. An eighth of it as shared buffers, since Node and the page cache want
 * theirs; at least the 128 MB of a small machine, at most 2 GB, beyond which no query here became faster. They take memory
 * only as they are filled: a Postgres at rest is as small as before.
 */
export function memorySettings(memory: number): string[] {
  const share = (part: number, least: number, most: number) =>
    `${Math.round(Math.min(most, Math.max(least, memory / megabyte / part)))}MB`;
  return [
    `shared_buffers=${share(8, 128, 2_048)}`,
    `effective_cache_size=${share(2, 256, 65_536)}`,
    `maintenance_work_mem=${share(32, 64, 512)}`,
  ];
}

/**
 * Environment variables that let a server process of Postgres keep up to 32 MB of freed memory for its next statement. By
 * default glibc returns the memory of a large statement to the kernel at its end, and getting it back page by page took as
 * long as storing the events themselves: 33 ms for 400 events instead of 17. Other C libraries ignore the variables.
 */
export const allocatorVariables = {
  MALLOC_TRIM_THRESHOLD_: String(32 * megabyte),
  MALLOC_MMAP_THRESHOLD_: String(32 * megabyte),
};

/**
 * Writing is spread out: just after a checkpoint each page that is touched goes into the WAL as a whole, 6 to 9 kB an event
 * where it is 0.2 to 0.3 otherwise. So checkpoints come every 15 minutes or after 2 GB of WAL.
 */
export const writeSettings = ['checkpoint_timeout=15min', 'max_wal_size=2GB'];

/**
 * Tables are looked at every 15 seconds instead of every minute. After 10,000 contacts came at once, the gate took ten times
 * as long until the tables had statistics.
 */
export const statisticsSettings = ['autovacuum_naptime=15s'];
