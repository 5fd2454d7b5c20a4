import { scopes } from '@beckon/contract';
import { type Command, Option } from 'commander';
import { readCommandConfig } from './command-config.ts';
import { readDuration } from './read-duration.ts';

const run = async () => await import('./keys.ts');

/** `beckon keys`: the API keys of a tenant. */
export function addKeyCommands(program: Command): void {
  const keys = program
    .command('keys')
    .description("API keys, for the shop's own servers and scripts; the keys of sources: beckon sources keys")
    .addHelpText(
      'after',
      `
Example:
  beckon keys create --name "ERP export" --scope contacts.read events.read --expires-in 365d`,
    );

  keys
    .command('list')
    .description('list the API keys of a tenant')
    .action(async () => (await run()).listApiKeysCommand(readCommandConfig(program)));

  keys
    .command('create')
    .description('create an API key; its value is printed only once')
    .requiredOption('--name <name>', 'what uses it')
    .addOption(new Option('--scope <scope...>', 'permissions of the key').choices(scopes).makeOptionMandatory())
    .option('--expires-in <time>', 'such as 90d; default: it does not expire', readDuration)
    .action(async (options) => (await run()).createApiKeyCommand(readCommandConfig(program), options));

  keys
    .command('revoke')
    .description('revoke an API key; it stops working at once')
    .argument('<key>', 'apk_…, as shown by beckon keys list')
    .action(async (id) => (await run()).revokeApiKeyCommand(readCommandConfig(program), id));
}
