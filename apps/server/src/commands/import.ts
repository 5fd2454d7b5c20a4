import { recordChange } from '@beckon/core/audit';
import { Appender } from '@beckon/core/log';
import { findImportSource } from '@beckon/core/sources';
import { openErrorsFile } from '../import/errors-file.ts';
import { type ImportSummary, importEvents } from '../import/import-events.ts';
import { openInput } from '../import/input.ts';
import type { Plan } from '../import/plan.ts';
import { describeEvent } from '../import/preview.ts';
import { openRows, type ReadOptions } from '../import/rows.ts';
import { rowProgress } from '../progress.ts';
import { monotonic } from '../system.ts';
import type { CommandConfig } from './command-config.ts';
import { untilApplied } from './until-applied.ts';
import { withTenant } from './with-database.ts';

const maxShown = 20;
const maxPreviewed = 3;
const number = new Intl.NumberFormat('en');

export type ImportOptions = ReadOptions & { dryRun: boolean; errors?: string };

/**
 * `beckon import`: reports how the file is read, stores its events, waits until they are applied, and reports the result.
 * @param planOf makes the reader of the rows from the columns and the file's modification time
 * @throws ConfigError before anything is stored, when the file or its columns are ambiguous
 */
export async function importCommand(
  config: CommandConfig,
  file: string,
  options: ImportOptions,
  planOf: (columns: readonly string[], changedAt: Date | null) => Plan,
): Promise<void> {
  const input = await openInput(file);
  try {
    const rows = await openRows(input, options);
    const plan = planOf(rows.columns, input.changedAt);
    console.error(`${file}: ${rows.about}; preset ${plan.preset}`);
    console.error(describeColumns(plan));
    const errors = options.errors === undefined ? null : await openErrorsFile(options.errors, file, rows);
    await withTenant(config, 'import', async (command) => {
      const { ctx, tenantId, caller } = command;
      const source = await findImportSource(ctx, tenantId);
      const appender = new Appender(ctx.db, { deadline: 30_000 });
      const progress = rowProgress('importing', input.size, monotonic);
      const preview: string[] = [];
      const run = {
        isDryRun: options.dryRun,
        ...(errors ? { onRejected: errors.write } : {}),
        onEvent: (event: Parameters<typeof describeEvent>[0], row: { line: number }) => {
          if (preview.length < maxPreviewed) preview.push(describeEvent(event, row.line));
        },
      };
      const watched = progress.watch(rows.rows((bytes) => progress.update(bytes)));
      const summary = await importEvents(ctx, appender, source, watched, plan.reader, run);
      progress.stop();
      if (!options.dryRun) {
        await recordChange(ctx, caller, {
          action: 'events.imported',
          target: { kind: 'tenant', id: tenantId },
          summary: `Import: ${describeSummary(summary, false)}`,
          after: { added: summary.added },
        });
        await untilApplied(command);
      }
      if (preview.length > 0) console.log(`As they would be stored:\n${preview.join('\n')}`);
      printRejected(summary.rejected);
      printWarned(summary.warned);
      console.log(describeSummary(summary, options.dryRun));
      if (summary.rows > 0 && summary.rejected.length === summary.rows) process.exitCode = 1;
    });
    await errors?.close();
  } finally {
    await input.close();
  }
}

function describeColumns({ columns }: Plan): string {
  return `columns: ${Object.entries(columns)
    .map(([fact, column]) => `${fact} from "${column}"`)
    .join(', ')}`;
}

export function printRejected(rejected: readonly { line: number; reason: string }[]): void {
  for (const { line, reason } of rejected.slice(0, maxShown)) console.error(`line ${line}: ${reason}`);
  const hidden = rejected.length - maxShown;
  if (hidden > 0) console.error(`and ${number.format(hidden)} more rows: use --errors <file> to write all of them`);
}

/** Rows that were imported, but not with all that they say. */
function printWarned(warned: ImportSummary['warned']): void {
  for (const { line, reason } of warned.slice(0, maxShown)) console.error(`line ${line}, imported: ${reason}`);
  const hidden = warned.length - maxShown;
  if (hidden > 0) console.error(`and ${number.format(hidden)} more rows with a warning`);
  if (warned.some(({ reason }) => reason.startsWith('phone:')))
    console.error('to read numbers without country code: beckon tenants update --country <code>, such as DE');
}

/** @example `5 rows: 2 added, 1 already there, 1 rejected, 1 left out (1 refunded)` */
export function describeSummary(summary: ImportSummary, isDryRun: boolean): string {
  const { rows, good, added, alreadyThere, rejected, warned, furtherLines } = summary;
  const leftOut = Object.entries(summary.leftOut);
  const sum = leftOut.reduce((total, [, count]) => total + count, 0);
  const parts = [
    isDryRun
      ? `${number.format(good)} good`
      : `${number.format(added)} added, ${number.format(alreadyThere)} already there`,
    `${number.format(rejected.length)} rejected`,
    ...(warned.length > 0 ? [`${number.format(warned.length)} with a warning`] : []),
    ...(sum > 0
      ? [
          `${number.format(sum)} left out (${leftOut.map(([state, count]) => `${number.format(count)} ${state}`).join(', ')})`,
        ]
      : []),
    ...(furtherLines > 0
      ? [`${number.format(furtherLines)} further ${furtherLines === 1 ? 'line' : 'lines'} of orders`]
      : []),
  ];
  return `${number.format(rows)} rows: ${parts.join(', ')}`;
}
