import { recordChange } from '@beckon/core/audit';
import { recordBounce } from '@beckon/core/bounces';
import { readMailFiles } from '../import/mail-files.ts';
import type { CommandConfig } from './command-config.ts';
import { withTenant } from './with-database.ts';

const maxShown = 20;

/** `beckon bounces import`: records what mails say that came back. */
export async function importBouncesCommand(config: CommandConfig, path: string): Promise<void> {
  await withTenant(config, 'bounces import', async ({ ctx, tenantId, caller }) => {
    const counts = { recorded: 0, duplicate: 0, unknown: 0, ignored: 0 };
    let shown = 0;
    for await (const { name, raw } of readMailFiles(path)) {
      const { result, reason } = await recordBounce(ctx, tenantId, raw);
      counts[result]++;
      if (result !== 'duplicate' && shown++ < maxShown) console.log(`${name}: ${result}, ${reason}`);
    }
    const { recorded, duplicate, unknown, ignored } = counts;
    await recordChange(ctx, caller, {
      action: 'bounces.imported',
      target: { kind: 'tenant', id: tenantId },
      summary: `Import of bounce mails: ${recorded} recorded`,
      after: { recorded },
    });
    const mails = recorded + duplicate + unknown + ignored;
    console.log(
      `${mails} mails: ${recorded} recorded, ${duplicate} already known, ${unknown} of no delivery of the shop, ${ignored} ignored`,
    );
  });
}
