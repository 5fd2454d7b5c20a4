import { projections } from '@beckon/core/consumers';
import { rebuild } from '@beckon/core/log';
import type { CommandConfig } from './command-config.ts';
import { untilApplied } from './until-applied.ts';
import { withDatabase } from './with-database.ts';

/** `beckon rebuild`: empties the projections and reads the log again. */
export async function rebuildCommand(config: CommandConfig): Promise<void> {
  await withDatabase(config, 'rebuild', async (command) => {
    for (const projection of projections) await rebuild(command.ctx, projection);
    await untilApplied(command);
    console.log('the projections are rebuilt');
  });
}
