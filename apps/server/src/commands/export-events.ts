import { once } from 'node:events';
import { exportEvents } from '@beckon/core/log';
import { type Config, ConfigError } from '../config.ts';
import { demo } from '../demo/demo-tenant.ts';
import { readDate } from '../import/cells.ts';
import { withDatabase } from './with-database.ts';

/** `beckon export events`: the log as NDJSON on standard output, as slowly as whoever reads it wants. */
export async function exportEventsCommand(config: Config, options: { from?: string; to?: string }): Promise<void> {
  const span = { from: readTime('--from', options.from), to: readTime('--to', options.to) };
  await withDatabase(config, 'export', async ({ ctx }) => {
    let count = 0;
    for await (const event of exportEvents(ctx, demo.tenantId, span)) {
      if (!process.stdout.write(`${JSON.stringify(event)}\n`)) await once(process.stdout, 'drain');
      count++;
    }
    console.error(`${new Intl.NumberFormat('en').format(count)} events`);
  });
}

function readTime(flag: string, text: string | undefined): Date | null {
  if (text === undefined) return null;
  const time = readDate(text);
  if (time === null) throw new ConfigError(`${flag} ${text} is not a date or time (ISO 8601 or YYYYMMDD)`);
  return new Date(time);
}
