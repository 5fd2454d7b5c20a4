import { verifyLedger } from '@beckon/core/consent';
import type { Config } from '../config.ts';
import { demo } from '../demo/demo-tenant.ts';
import { withDatabase } from './with-database.ts';

/** `beckon consent verify`: exits with 1 when the chain does not hold. */
export async function verifyConsentCommand(config: Config): Promise<void> {
  await withDatabase(config, 'consent', async ({ ctx }) => {
    const verdict = await verifyLedger(ctx, demo.tenantId);
    if (verdict.fault === null) {
      console.log(`the ledger holds: ${verdict.entries} entries`);
      return;
    }
    console.error(`the ledger does not hold at position ${verdict.fault.position}: ${verdict.fault.what}`);
    process.exitCode = 1;
  });
}
