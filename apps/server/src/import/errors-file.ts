import { open, rm } from 'node:fs/promises';
import { resolve } from 'node:path';
import { finished } from 'node:stream/promises';
import { ConfigError } from '../config.ts';
import { csvLine } from '../csv.ts';
import { errorColumns } from './header.ts';
import type { RowFile, SourceRow } from './rows.ts';

export type ErrorsFile = {
  write(row: SourceRow, reason: string): void;
  /** Without a rejected row there is no file. */
  close(): Promise<void>;
};

/**
 * The rejected rows as they stood in the file, each with its line and the reason in front: CSV in UTF-8 of a table, JSON
 * lines of JSON. Mended, it can be imported as it is.
 * @throws ConfigError when it cannot be written, or would overwrite what is imported
 */
export async function openErrorsFile(path: string, imported: string, file: RowFile): Promise<ErrorsFile> {
  if (imported !== '-' && resolve(path) === resolve(imported))
    throw new ConfigError('--errors names the file that is imported: name another');
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
      if (failure) throw new ConfigError(`the file of errors could not be written: ${failure.message}`);
      if (rows === 0) await rm(path, { force: true });
    },
  };
}
