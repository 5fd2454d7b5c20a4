import { consumers } from '@beckon/core/consumers';
import { rebuild } from '@beckon/core/log';
import type { CommandConfig } from './command-config.ts';
import { untilApplied } from './until-applied.ts';
import { withDatabase } from './with-database.ts';

/** `beckon rebuild`: empties the projections and reads the log again. */
export async function rebuildCommand(config: CommandConfig): Promise<void> {
  await withDatabase(config, 'rebuild', async (command) => {
    for (const consumer of consumers) await rebuild(command.ctx, consumer);
    await untilApplied(command);
    console.log('the projections are rebuilt');
  });
}
