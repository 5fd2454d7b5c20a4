import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { findErasure } from '@beckon/core/contacts';
import { readId } from '@beckon/core/lib';
import { requestErasure, runErasure } from '@beckon/core/privacy';
import type { Config } from '../config.ts';
import { demo } from '../demo/demo-tenant.ts';
import { forgetMails } from '../mailbox/mailbox.ts';
import { untilApplied } from './until-applied.ts';
import { withDatabase } from './with-database.ts';

const lookEvery = 500;

/** `beckon erase <contact id>`: when it has said so, no table and no log of ours says who they were. */
export async function eraseCommand(config: Config, contactId: string): Promise<void> {
  await withDatabase(config, 'erase', async (command) => {
    const { tenantId } = demo;
    const forget = (address: string) => forgetMails(join(config.dataDir, 'mailbox'), address);
    const { adapters } = command.ctx;
    const ctx = { ...command.ctx, adapters: { ...adapters, email: { ...adapters.email, forget } } };
    const accepted = await requestErasure(ctx, tenantId, readId('ctc', contactId), 'command');
    // Beside a server its worker does the rest; alone, the command does.
    if (!command.hasServer) await untilApplied(command);
    for (;;) {
      if (!command.hasServer) await runErasure(ctx, tenantId, accepted.id);
      const erasure = await findErasure(ctx, tenantId, contactId);
      if (erasure?.status === 'done') {
        console.log(`${contactId} is erased: ${erasure.erasedEvents} events have lost the person`);
        return;
      }
      await pause(lookEvery);
    }
  });
}
