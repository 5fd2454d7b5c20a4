import { recordChange } from '@beckon/core/audit';
import { recordOptOut } from '@beckon/core/consent';
import { readCountry } from '@beckon/core/tenants';
import { openErrorsFile } from '../import/errors-file.ts';
import { openInput } from '../import/input.ts';
import { type OptOutColumns, planOptOuts } from '../import/opt-out-row.ts';
import { openRows } from '../import/rows.ts';
import { rowProgress } from '../progress.ts';
import { monotonic } from '../system.ts';
import type { CommandConfig } from './command-config.ts';
import { type ImportOptions, printRejected } from './import.ts';
import { withTenant } from './with-database.ts';

/** `beckon import opt-outs`: addresses that must not receive messages. Importing a file again adds no duplicates. */
export async function importOptOutsCommand(
  config: CommandConfig,
  file: string,
  options: ImportOptions & OptOutColumns,
): Promise<void> {
  const input = await openInput(file);
  try {
    const table = await openRows(input, options);
    const { email, phone, reason } = options;
    // Before the database is opened, so that a file without columns is refused at once.
    planOptOuts(table.columns, { email, phone, reason }, null);
    console.error(`${file}: ${table.about}`);
    const errors = options.errors === undefined ? null : await openErrorsFile(options.errors, file, table);
    await withTenant(config, 'import opt-outs', async ({ ctx, tenantId, caller }) => {
      const read = planOptOuts(table.columns, { email, phone, reason }, await readCountry(ctx, tenantId));
      const progress = rowProgress('importing', input.size, monotonic);
      const rejected: { line: number; reason: string }[] = [];
      let [rows, stopped, leftOut] = [0, 0, 0];
      for await (const row of progress.watch(table.rows((bytes) => progress.update(bytes)))) {
        rows++;
        const found = 'fault' in row ? row : read(row.columns);
        if ('fault' in found) {
          rejected.push({ line: row.line, reason: found.fault });
          errors?.write(row, found.fault);
        } else if ('mayBeWritten' in found) leftOut++;
        else {
          if (!options.dryRun) await recordOptOut(ctx, tenantId, found);
          stopped++;
        }
      }
      progress.stop();
      if (!options.dryRun) {
        await recordChange(ctx, caller, {
          action: 'opt_outs.imported',
          target: { kind: 'tenant', id: tenantId },
          summary: `Import of opt-outs: ${stopped} addresses stopped`,
          after: { stopped },
        });
      }
      printRejected(rejected);
      const others = leftOut > 0 ? `, ${leftOut} left out (subscribed)` : '';
      console.log(
        `${rows} rows: ${stopped} ${options.dryRun ? 'good' : 'stopped'}, ${rejected.length} rejected${others}`,
      );
      if (rows > 0 && rejected.length === rows) process.exitCode = 1;
    });
    await errors?.close();
  } finally {
    await input.close();
  }
}
