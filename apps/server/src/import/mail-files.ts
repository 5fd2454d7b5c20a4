import { createReadStream } from 'node:fs';
import { readdir, readFile, stat } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { createInterface } from 'node:readline';
import { bounceLimits } from '@beckon/contract';
import { ConfigError } from '../config.ts';

export type MailFile = { name: string; raw: Buffer };

/**
 * Reads mails from a file with one, from an mbox, or from a folder with such files.
 * @throws ConfigError when there is nothing to read
 */
export async function* readMailFiles(path: string): AsyncGenerator<MailFile> {
  const found = await stat(path).catch(() => null);
  if (!found) throw new ConfigError(`there is no file or folder ${path}`);
  if (found.isFile()) return yield* readMailFile(path, path);
  const entries = await readdir(path, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
  for (const file of files.toSorted()) yield* readMailFile(file, relative(path, file));
}

async function* readMailFile(file: string, name: string): AsyncGenerator<MailFile> {
  if (await isMbox(file)) return yield* readMbox(file, name);
  yield { name, raw: await readFile(file) };
}

/** An mbox begins with the line that separates its mails. */
async function isMbox(file: string): Promise<boolean> {
  for await (const chunk of createReadStream(file, { end: 4 })) return String(chunk) === 'From ';
  return false;
}

/** Splits an mbox at lines `From …` that follow an empty line; in mails such lines are written `>From …`. */
async function* readMbox(file: string, name: string): AsyncGenerator<MailFile> {
  let lines: string[] = [];
  let [size, number] = [0, 0];
  const take = (): MailFile => ({
    name: `${name}, mail ${number}`,
    raw: Buffer.from(`${lines.join('\n')}\n`, 'latin1'),
  });
  // As Latin-1 each byte is kept as it is.
  for await (const line of createInterface({ input: createReadStream(file, 'latin1'), crlfDelay: Infinity })) {
    if (line.startsWith('From ') && (number === 0 || lines.at(-1) === '')) {
      if (number > 0) yield take();
      [lines, size] = [[], 0];
      number++;
    } else if (size < bounceLimits.mailLength) {
      size += line.length;
      lines.push(line.replace(/^>(>*From )/, '$1'));
    }
  }
  if (number > 0) yield take();
}
