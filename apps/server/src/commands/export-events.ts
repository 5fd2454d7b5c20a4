import { once } from 'node:events';
import { exportEvents } from '@beckon/core/feed';
import { readTime } from '../import/cells.ts';
import type { CommandConfig } from './command-config.ts';
import { withTenant } from './with-database.ts';

/** `beckon export events`: writes the log as NDJSON to standard output, at the speed of the reader. */
export async function exportEventsCommand(
  config: CommandConfig,
  options: { from?: string; to?: string },
): Promise<void> {
  const span = { from: readTime('--from', options.from), to: readTime('--to', options.to) };
  await withTenant(config, 'export events', async ({ ctx, tenantId }) => {
    let count = 0;
    for await (const event of exportEvents(ctx, tenantId, span)) {
      if (!process.stdout.write(`${JSON.stringify(event)}\n`)) await once(process.stdout, 'drain');
      count++;
    }
    console.error(`${new Intl.NumberFormat('en').format(count)} events`);
  });
}
