import type { Command } from 'commander';
import { readCommandConfig } from './command-config.ts';

const run = async () => await import('./tenants.ts');

/** `beckon tenants`: the shops of the installation. */
export function addTenantCommands(program: Command): void {
  const tenants = program
    .command('tenants')
    .description('shops of this installation and their settings')
    .addHelpText(
      'after',
      `
Examples:
  beckon tenants create --name "Third Floor" --site https://www.shop.example --sender-address hello@shop.example \\
    --currency EUR --timezone Europe/Berlin
  beckon tenants update --weekly-cap 2 --quiet-from 21:00 --quiet-until 08:00`,
    );

  tenants
    .command('list')
    .description('list all tenants')
    .action(async () => (await run()).listTenantsCommand(readCommandConfig(program)));

  settings(
    tenants
      .command('create')
      .description('create a tenant; create its owner next: beckon users create --role owner')
      .requiredOption('--name <name>', 'name of the shop')
      .requiredOption('--site <url>', 'website of the shop')
      .requiredOption('--sender-address <address>', 'sender address of emails')
      .requiredOption('--currency <code>', 'currency of the shop, an ISO 4217 code such as EUR')
      .requiredOption('--timezone <zone>', 'time zone of the shop, such as Europe/Berlin'),
  ).action(async (options) => (await run()).createTenantCommand(readCommandConfig(program), options));

  tenants
    .command('show')
    .description('show the settings of a tenant')
    .action(async () => (await run()).showTenantCommand(readCommandConfig(program)));

  settings(
    tenants
      .command('update')
      .description('change settings of a tenant; other settings stay as they are')
      .option('--name <name>', 'name of the shop')
      .option('--site <url>', 'website of the shop')
      .option('--sender-address <address>', 'sender address of emails')
      .option('--currency <code>', 'currency of the shop, an ISO 4217 code such as EUR')
      .option('--timezone <zone>', 'time zone of the shop, such as Europe/Berlin'),
  )
    .option(
      '--sms-per-second <n>',
      'maximum number of text messages handed to the platform in a second; none: as many as it takes',
      numberOrNone,
    )
    .option('--weekly-cap <n>', 'maximum number of marketing messages to a contact in any seven days', Number)
    .option('--quiet-from <time>', 'start of the quiet hours in the time zone of the contact, such as 20:00')
    .option('--quiet-until <time>', 'end of the quiet hours; same as the start: no quiet hours')
    .option(
      '--link-hosts <hosts>',
      'other websites that messages may lead to without a warning, as host names with commas between them; none: no other',
      listOrNone,
    )
    .option('--opt-in <kind>', 'double: a sign-up counts after the link in an email was used; single: at once')
    .action(async (options) => (await run()).updateTenantCommand(readCommandConfig(program), options));
}

/** Options that both commands accept. */
function settings(command: Command): Command {
  return command
    .option('--sender-name <name>', 'sender name of emails; default: the name of the shop')
    .option(
      '--country <code>',
      'country of the shop, an ISO 3166-1 code such as DE; phone numbers without country code are read in it; none: in no country',
      textOrNone,
    )
    .option('--postal-address <address>', 'shown in every marketing email; without it none is sent');
}

const textOrNone = (text: string): string | null => (text === 'none' ? null : text.toUpperCase());
const listOrNone = (text: string): string[] => (text === 'none' ? [] : text.split(','));
const numberOrNone = (text: string): number | null => (text === 'none' ? null : Number(text));
