import { type OptOut, recordOptOut, type SuppressionReason } from '@beckon/core/consent';
import { normalizeEmail } from '@beckon/core/lib';
import type { Config } from '../config.ts';
import { demo } from '../demo/demo-tenant.ts';
import { cellText } from '../import/cells.ts';
import { type Cells, readRows } from '../import/rows.ts';
import { progressBar } from '../progress.ts';
import { type ImportOptions, look } from './import.ts';
import { withDatabase } from './with-database.ts';

/** The words that other systems have for it. */
const reasons: Record<string, SuppressionReason> = {
  unsubscribed: 'unsubscribed',
  unsubscribe: 'unsubscribed',
  opt_out: 'unsubscribed',
  bounced: 'bounced',
  bounce: 'bounced',
  hard_bounce: 'bounced',
  complained: 'complained',
  complaint: 'complained',
  spam: 'complained',
  spam_complaint: 'complained',
  blocked: 'never_again',
};

const maxFaultsShown = 20;

/** `beckon import opt-outs`: addresses that must not be written to. Running it again adds nothing twice. */
export async function importOptOutsCommand(config: Config, file: string, options: ImportOptions): Promise<void> {
  const { size } = file === '-' ? { size: 0 } : await look(file);
  await withDatabase(config, 'import', async ({ ctx }) => {
    const bar = progressBar('importing', size);
    const faults: string[] = [];
    let rows = 0;
    for await (const row of readRows(file, options.format, (bytes) => bar.update(bytes))) {
      rows++;
      const read = 'fault' in row ? row.fault : readOptOut(row.columns);
      if (typeof read === 'string') faults.push(`line ${row.line}: ${read}`);
      else if (!options.dryRun) await recordOptOut(ctx, demo.tenantId, read);
    }
    bar.stop();
    for (const fault of faults.slice(0, maxFaultsShown)) console.error(fault);
    if (faults.length > maxFaultsShown) console.error(`and ${faults.length - maxFaultsShown} more rows`);
    console.log(
      `${rows} rows: ${rows - faults.length} ${options.dryRun ? 'good' : 'stopped'}, ${faults.length} rejected`,
    );
    if (rows > 0 && faults.length === rows) process.exitCode = 1;
  });
}

/** @returns what is wrong with the row, as a text */
function readOptOut(columns: Cells): OptOut | string {
  const cell = (...names: string[]) => {
    const found = Object.entries(columns).find(([name]) =>
      names.includes(
        name
          .trim()
          .toLowerCase()
          .replace(/[\s-]+/g, '_'),
      ),
    );
    return cellText(found?.[1])?.trim() ?? '';
  };
  const given = cell('reason', 'status', 'type')
    .toLowerCase()
    .replace(/[\s-]+/g, '_');
  const reason = given === '' ? 'unsubscribed' : reasons[given];
  if (!reason) return `"${given}" is no reason: unsubscribed, bounced, complained or blocked`;
  const email = cell('email', 'email_address', 'e_mail');
  const phone = cell('phone', 'phone_number');
  if (email !== '') return normalizeEmail(email) === null ? `"${email}" is not an e-mail address` : { email, reason };
  return phone === '' ? 'neither an e-mail address nor a phone number' : { phone, reason };
}
