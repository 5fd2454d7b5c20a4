import type { Stats } from 'node:fs';
import { stat } from 'node:fs/promises';
import { Appender } from '@beckon/core/log';
import type { Config } from '../config.ts';
import { ConfigError } from '../config.ts';
import { demo } from '../demo/demo-tenant.ts';
import { importEvents, type RowReader } from '../import/import-events.ts';
import { type Format, readRows } from '../import/rows.ts';
import { progressBar } from '../progress.ts';
import { untilApplied } from './until-applied.ts';
import { withDatabase } from './with-database.ts';

const shownFaults = 20;

export type ImportOptions = { format: Format; dryRun: boolean };

/**
 * `beckon import`: stores what a file tells, waits until it is applied, says what came of it.
 * @param readerOf makes the reader of the rows; told when the file was changed last
 */
export async function importCommand(
  config: Config,
  file: string,
  options: ImportOptions,
  readerOf: (changedAt: Date | null) => RowReader,
): Promise<void> {
  const { size, mtime } = file === '-' ? { size: 0, mtime: null } : await look(file);
  await withDatabase(config, 'import', async (command) => {
    const { ctx } = command;
    const source = { id: demo.importSource, tenantId: demo.tenantId, kind: 'import' } as const;
    const appender = new Appender(ctx.db, { deadline: 30_000 });
    const bar = progressBar('importing', size);
    const rows = readRows(file, options.format, (bytes) => bar.update(bytes));
    const summary = await importEvents(ctx, appender, source, rows, readerOf(mtime), {
      isDryRun: options.dryRun,
    });
    bar.stop();
    if (!options.dryRun) await untilApplied(command);

    const number = new Intl.NumberFormat('en');
    for (const { line, reason } of summary.rejected.slice(0, shownFaults)) console.error(`line ${line}: ${reason}`);
    const hidden = summary.rejected.length - shownFaults;
    if (hidden > 0) console.error(`and ${number.format(hidden)} more rows`);
    const done = options.dryRun
      ? `${number.format(summary.rows - summary.rejected.length)} good`
      : `${number.format(summary.added)} added, ${number.format(summary.alreadyThere)} already there`;
    console.log(`${number.format(summary.rows)} rows: ${done}, ${number.format(summary.rejected.length)} rejected`);
    if (summary.rows > 0 && summary.rejected.length === summary.rows) process.exitCode = 1;
  });
}

/** @throws ConfigError */
export async function look(file: string): Promise<Stats> {
  const found = await stat(file).catch(() => null);
  if (!found?.isFile()) throw new ConfigError(`there is no file ${file}`);
  return found;
}
