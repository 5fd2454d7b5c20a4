import { open, rm } from 'node:fs/promises';
import { resolve } from 'node:path';
import { finished } from 'node:stream/promises';
import { csvLine } from '@beckon/core/lib';
import { ConfigError } from '../config.ts';
import { errorColumns } from './header.ts';
import type { RowFile, SourceRow } from './rows.ts';

export type ErrorsFile = {
  write(row: SourceRow, reason: string): void;
  /** The file exists only if a row was rejected. */
  close(): Promise<void>;
};

/**
 * Writes the rejected rows unchanged, each preceded by its line and the reason: CSV in UTF-8 for a table, JSON lines
 * for JSON. After correction the file can be imported as it is.
 * @throws ConfigError when the file cannot be written, or is the one being imported
 */
export async function openErrorsFile(path: string, imported: string, file: RowFile): Promise<ErrorsFile> {
  if (imported !== '-' && resolve(path) === resolve(imported))
    throw new ConfigError('--errors names the file that is being imported: choose another path');
  const handle = await open(path, 'w').catch((error: Error) => {
    throw new ConfigError(`--errors ${path} cannot be written: ${error.message}`);
  });
  const stream = handle.createWriteStream();
  let failure: Error | undefined;
  stream.on('error', (error) => {
    failure = error;
  });
  let rows = 0;
  if (file.isTable) stream.write(`\ufeff${csvLine([...errorColumns, ...file.columns])}\r\n`);
  return {
    write(row, reason) {
      rows++;
      if (Array.isArray(row.original)) stream.write(`${csvLine([String(row.line), reason, ...row.original])}\r\n`);
      else stream.write(`${JSON.stringify({ import_line: row.line, import_reason: reason, ...row.original })}\n`);
    },
    async close() {
      stream.end();
      await finished(stream).catch(() => {});
      if (failure) throw new ConfigError(`the errors file could not be written: ${failure.message}`);
      if (rows === 0) await rm(path, { force: true });
    },
  };
}
