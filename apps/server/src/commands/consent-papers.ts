import { once } from 'node:events';
import { readConsentReceipt, readConsentReport } from '@beckon/core/consent';
import { csvLine, readId } from '@beckon/core/lib';
import { readTime } from '../import/cells.ts';
import type { CommandConfig } from './command-config.ts';
import { withTenant } from './with-database.ts';

/** `beckon consent receipt <contact id>`: what one contact agreed to, with the positions in the chain, as JSON. */
export async function consentReceiptCommand(config: CommandConfig, contactId: string): Promise<void> {
  await withTenant(config, 'consent receipt', async ({ ctx, tenantId }) => {
    console.log(JSON.stringify(await readConsentReceipt(ctx, tenantId, readId('ctc', contactId)), null, 2));
  });
}

const columns = ['contact', 'type', 'action', 'source', 'method', 'wordingVersion', 'recordedAt'] as const;

/** `beckon consent report`: the ledger of a period as CSV on standard output. Contacts appear as ids only. */
export async function consentReportCommand(
  config: CommandConfig,
  options: { from?: string; to?: string },
): Promise<void> {
  const span = { from: readTime('--from', options.from), to: readTime('--to', options.to) };
  await withTenant(config, 'consent report', async ({ ctx, tenantId }) => {
    console.log(csvLine(['position', ...columns, 'hash']));
    for await (const { position, hash, record } of readConsentReport(ctx, tenantId, span)) {
      const line = csvLine([position, ...columns.map((column) => record[column]), hash]);
      if (!process.stdout.write(`${line}\n`)) await once(process.stdout, 'drain');
    }
  });
}
