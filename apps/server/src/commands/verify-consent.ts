import { verifyLedger } from '@beckon/core/consent';
import type { CommandConfig } from './command-config.ts';
import { withTenant } from './with-database.ts';

/** `beckon consent verify`: exits with 1 when the chain is broken. */
export async function verifyConsentCommand(config: CommandConfig): Promise<void> {
  await withTenant(config, 'consent verify', async ({ ctx, tenantId }) => {
    const verdict = await verifyLedger(ctx, tenantId);
    if (verdict.fault === null) {
      console.log(`the ledger is intact: ${verdict.entries} entries`);
      return;
    }
    console.error(`the ledger is broken at position ${verdict.fault.position}: ${verdict.fault.what}`);
    process.exitCode = 1;
  });
}
