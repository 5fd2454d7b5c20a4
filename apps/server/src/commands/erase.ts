import { join } from 'node:path';
import { eraseContact } from '@beckon/core/privacy';
import type { Config } from '../config.ts';
import { demo } from '../demo/demo-tenant.ts';
import { forgetMails } from '../mailbox/mailbox.ts';
import { withDatabase } from './with-database.ts';

/** `beckon erase <contact id>`: when it has said so, nothing of ours says who they were. */
export async function eraseCommand(config: Config, contactId: string): Promise<void> {
  await withDatabase(config, 'erase', async ({ ctx }) => {
    const forget = (address: string) => forgetMails(join(config.dataDir, 'mailbox'), address);
    const withMailbox = { ...ctx, adapters: { ...ctx.adapters, email: { ...ctx.adapters.email, forget } } };
    await eraseContact(withMailbox, demo.tenantId, contactId, 'command');
    console.log(`${contactId} is erased`);
  });
}
