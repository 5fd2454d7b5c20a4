import { contactsConsumer } from '@beckon/core/contacts';
import { rebuild } from '@beckon/core/log';
import type { Config } from '../config.ts';
import { untilApplied } from './until-applied.ts';
import { withDatabase } from './with-database.ts';

/** `beckon rebuild`: empties the projections and reads the log again. */
export async function rebuildCommand(config: Config): Promise<void> {
  await withDatabase(config, 'rebuild', async (command) => {
    await rebuild(command.ctx, contactsConsumer);
    await untilApplied(command);
    console.log('the contacts are built anew');
  });
}
