import { type FileHandle, mkdtemp, open, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGunzip } from 'node:zlib';
import { ConfigError } from '../config.ts';
import { nameBinary } from './binary-files.ts';

/**
 * The bytes of a file, decompressed. They can be read more than once, so that the whole file is checked before a row is
 * stored.
 */
export type Input = {
  /** Size of the file in bytes; progress is measured against it. */
  size: number;
  /** Null for standard input. */
  changedAt: Date | null;
  isPacked: boolean;
  head: Buffer;
  /** Whether `head` is the whole file. */
  isWhole: boolean;
  read(onRead?: (bytes: number) => void): AsyncGenerator<Buffer>;
  close(): Promise<void>;
};

const headBytes = 64_000;
const chunkBytes = 64 * 1024;

/**
 * @param file a path, or - for standard input, which is kept in a temporary file until the import has ended
 * @throws ConfigError when the file does not exist, or cannot be read as text
 */
export async function openInput(file: string, stdin: Readable = process.stdin): Promise<Input> {
  const handle = file === '-' ? await keep(stdin) : await open(file).catch(() => null);
  if (handle === null) throw new ConfigError(`there is no readable file ${file}`);
  try {
    const input = await describe(handle, file);
    return file === '-' ? { ...input, changedAt: null } : input;
  } catch (error) {
    await handle.close();
    throw error;
  }
}

/** The file is unlinked before the first byte is written, so nothing of it is left however the import ends. */
async function keep(stdin: Readable): Promise<FileHandle> {
  const folder = await mkdtemp(join(tmpdir(), 'beckon-import-'));
  const handle = await open(join(folder, 'stdin'), 'wx+', 0o600).finally(() => rm(folder, { recursive: true }));
  try {
    await handle.writeFile(stdin);
    return handle;
  } catch (error) {
    await handle.close();
    throw error;
  }
}

async function describe(handle: FileHandle, name: string): Promise<Input> {
  const found = await handle.stat();
  if (!found.isFile()) throw new ConfigError(`${name} is not a file; to read the output of a program, use -`);
  const isPacked = await beginsAsGzip(handle);
  const read = (onRead?: (bytes: number) => void) => readChunks(handle, isPacked, onRead);
  let head = Buffer.alloc(0);
  let isWhole = true;
  for await (const chunk of read()) {
    head = Buffer.concat([head, chunk]);
    isWhole = head.length <= headBytes;
    if (!isWhole) break;
  }
  const binary = nameBinary(head);
  if (binary) throw new ConfigError(`the file is ${binary}`);
  const close = () => handle.close();
  return {
    size: found.size,
    changedAt: found.mtime,
    isPacked,
    head: head.subarray(0, headBytes),
    isWhole,
    read,
    close,
  };
}

async function beginsAsGzip(handle: FileHandle): Promise<boolean> {
  const { buffer, bytesRead } = await handle.read(Buffer.alloc(2), 0, 2, 0);
  return bytesRead === 2 && buffer[0] === 0x1f && buffer[1] === 0x8b;
}

async function* readChunks(
  handle: FileHandle,
  isPacked: boolean,
  onRead: (bytes: number) => void = () => {},
): AsyncGenerator<Buffer> {
  if (!isPacked) return yield* readBytes(handle, onRead);
  const unpacked = createGunzip();
  // A failure in it makes the loop fail as well.
  pipeline(readBytes(handle, onRead), unpacked).catch(() => {});
  try {
    for await (const chunk of unpacked) yield chunk as Buffer;
  } catch (error) {
    if (String((error as { code?: string }).code).startsWith('Z_'))
      throw new ConfigError('the gzip file is damaged or truncated: nothing was imported');
    throw error;
  }
}

/** Reads by position, so that the file can be read again through the same handle. */
async function* readBytes(handle: FileHandle, onRead: (bytes: number) => void): AsyncGenerator<Buffer> {
  for (let at = 0; ; ) {
    const { buffer, bytesRead } = await handle.read(Buffer.allocUnsafe(chunkBytes), 0, chunkBytes, at);
    if (bytesRead === 0) return;
    at += bytesRead;
    onRead(at);
    yield buffer.subarray(0, bytesRead);
  }
}
