import type { Command } from 'commander';
import { readCommandConfig } from './command-config.ts';

const run = async () => await import('./tenants.ts');

/** `beckon tenants`: the shops of the installation. */
export function addTenantCommands(program: Command): void {
  const tenants = program
    .command('tenants')
    .description('the shops of this installation and their settings')
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
      .requiredOption('--sender-address <address>', 'address that mails are from')
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
      .description('change settings of a tenant; the rest stays')
      .option('--name <name>', 'name of the shop')
      .option('--site <url>', 'website of the shop')
      .option('--sender-address <address>', 'address that mails are from')
      .option('--currency <code>', 'currency of the shop, an ISO 4217 code such as EUR')
      .option('--timezone <zone>', 'time zone of the shop, such as Europe/Berlin'),
  )
    .option('--weekly-cap <n>', 'how many marketing messages a contact gets in any seven days', Number)
    .option('--quiet-from <time>', 'start of the quiet hours, by the clock of the contact, such as 20:00')
    .option('--quiet-until <time>', 'end of the quiet hours; the same as the start: no quiet hours')
    .option('--opt-in <kind>', 'double: a sign-up counts after a click in a mail; single: at once')
    .action(async (options) => (await run()).updateTenantCommand(readCommandConfig(program), options));
}

/** What can be left out in both commands. */
function settings(command: Command): Command {
  return command
    .option('--sender-name <name>', 'whom mails are from; left out at the start: the name of the shop')
    .option('--postal-address <address>', 'printed in every marketing mail; without it none is sent');
}
