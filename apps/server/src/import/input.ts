import { createReadStream, createWriteStream } from 'node:fs';
import { mkdtemp, open, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGunzip } from 'node:zlib';
import { ConfigError } from '../config.ts';
import { nameBinary } from './binary-files.ts';

/** The bytes of a file, unpacked; it can be read more than once, so that it is checked whole before a row is stored. */
export type Input = {
  /** Bytes as they lie in the file: what progress counts against. */
  size: number;
  /** Null for standard input. */
  changedAt: Date | null;
  isPacked: boolean;
  head: Buffer;
  read(onRead?: (bytes: number) => void): AsyncGenerator<Buffer>;
  close(): Promise<void>;
};

const headBytes = 64_000;

/**
 * @param file a path, or - for standard input, which is kept in a file of its own until the import has ended
 * @throws ConfigError when there is no such file, or it is none that can be read as text
 */
export async function openInput(file: string, stdin: Readable = process.stdin): Promise<Input> {
  if (file !== '-') return describe(file, async () => {});
  const folder = await mkdtemp(join(tmpdir(), 'beckon-import-'));
  const close = () => rm(folder, { recursive: true, force: true });
  try {
    await pipeline(stdin, createWriteStream(join(folder, 'stdin'), { mode: 0o600 }));
    return { ...(await describe(join(folder, 'stdin'), close)), changedAt: null };
  } catch (error) {
    await close();
    throw error;
  }
}

async function describe(path: string, close: () => Promise<void>): Promise<Input> {
  const found = await stat(path).catch(() => null);
  if (!found?.isFile()) throw new ConfigError(`there is no file ${path}`);
  const isPacked = await beginsAsGzip(path);
  const read = (onRead?: (bytes: number) => void) => readChunks(path, isPacked, onRead);
  let head = Buffer.alloc(0);
  for await (const chunk of read()) {
    head = Buffer.concat([head, chunk]);
    if (head.length >= headBytes) break;
  }
  const binary = nameBinary(head);
  if (binary) throw new ConfigError(`the file is ${binary}`);
  return { size: found.size, changedAt: found.mtime, isPacked, head: head.subarray(0, headBytes), read, close };
}

async function beginsAsGzip(path: string): Promise<boolean> {
  const handle = await open(path);
  try {
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(2), 0, 2, 0);
    return bytesRead === 2 && buffer[0] === 0x1f && buffer[1] === 0x8b;
  } finally {
    await handle.close();
  }
}

async function* readChunks(
  path: string,
  isPacked: boolean,
  onRead: (bytes: number) => void = () => {},
): AsyncGenerator<Buffer> {
  const file = createReadStream(path);
  const stream = isPacked ? file.pipe(createGunzip()) : file;
  file.on('error', (error) => stream.destroy(error));
  try {
    for await (const chunk of stream) {
      onRead(file.bytesRead);
      yield chunk as Buffer;
    }
  } catch (error) {
    if (isPacked && String((error as { code?: string }).code).startsWith('Z_'))
      throw new ConfigError('the gzip file is damaged or cut off: nothing was imported');
    throw error;
  } finally {
    file.destroy();
  }
}
