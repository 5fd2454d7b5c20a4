import { setTimeout as pause } from 'node:timers/promises';
import { eraseContact } from '@beckon/core/admin';
import { findErasure } from '@beckon/core/contacts';
import { readId } from '@beckon/core/lib';
import { runErasure } from '@beckon/core/privacy';
import type { CommandConfig } from './command-config.ts';
import { untilApplied } from './until-applied.ts';
import { withTenant } from './with-database.ts';

const lookEvery = 500;

/** `beckon erase <contact id>`: when it reports success, no table and no log of ours identifies the person. */
export async function eraseCommand(config: CommandConfig, contactId: string): Promise<void> {
  await withTenant(config, 'erase', async (command) => {
    const id = readId('ctc', contactId);
    const { ctx, tenantId, caller } = command;
    const accepted = await eraseContact(ctx, caller, id);
    // If a server runs, its worker does the rest; otherwise the command does.
    if (!command.hasServer) await untilApplied(command);
    for (;;) {
      if (!command.hasServer) await runErasure(ctx, tenantId, accepted.id);
      const erasure = await findErasure(ctx, tenantId, id);
      if (erasure?.status === 'done') {
        console.log(`${contactId} is erased: ${erasure.erasedEvents} events no longer identify the person`);
        return;
      }
      await pause(lookEvery);
    }
  });
}
