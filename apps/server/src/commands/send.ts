import { messageTestSchema } from '@beckon/contract';
import { testMessage } from '@beckon/core/admin';
import { readId } from '@beckon/core/lib';
import { readMessages } from '@beckon/core/messages';
import type { CommandConfig } from './command-config.ts';
import { withTenant } from './with-database.ts';

type Options = { message: string; to: string; contact?: string; language?: string; published?: boolean };

/** `beckon send test`: a message to the one who wants to see it. */
export async function sendTestCommand(
  config: CommandConfig,
  { message: key, published, ...given }: Options,
): Promise<void> {
  const test = messageTestSchema.parse({ ...given, version: published ? 'published' : 'draft' });
  await withTenant(config, 'send test', async ({ ctx, tenantId, caller, hasServer }) => {
    const messages = await readMessages(ctx, tenantId);
    const message = messages.find((one) => one.key === key);
    if (!message)
      throw new Error(`there is no message ${key}; there are: ${messages.map((one) => one.key).join(', ')}`);
    await testMessage(ctx, caller, readId('msg', message.id), test);
    const when = hasServer || config.databaseUrl ? 'is being sent' : 'will be sent when the server runs';
    console.log(`${message.name} ${when} to ${test.to}`);
  });
}
