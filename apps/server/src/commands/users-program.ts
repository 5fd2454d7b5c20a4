import { roles } from '@beckon/contract';
import { Argument, type Command, Option } from 'commander';
import { readCommandConfig } from './command-config.ts';

const run = async () => await import('./users.ts');
const userArgument = '<user>';
const aboutUser = 'the address of the user, or usr_…';

/** `beckon users`: who signs in to the admin app. */
export function addUserCommands(program: Command): void {
  const users = program
    .command('users')
    .description('people who sign in to the admin app')
    .addHelpText(
      'after',
      `
What each role may do: docs/permissions.md.

Examples:
  beckon users create --email anna@shop.example --role marketer
  beckon users reset anna@shop.example`,
    );

  users
    .command('list')
    .description('list the users of a tenant')
    .action(async () => (await run()).listUsersCommand(readCommandConfig(program)));

  users
    .command('create')
    .description('create a user, and print a link to set name and password; it works once, within 7 days')
    .requiredOption('--email <address>', 'email address the user signs in with')
    .addOption(new Option('--role <role>', 'what the user may do').choices(roles).makeOptionMandatory())
    .action(async (options) => (await run()).createUserCommand(readCommandConfig(program), options));

  users
    .command('reset')
    .description('print a link to set a new password; it works once, within 7 days')
    .argument(userArgument, aboutUser)
    .action(async (user) => (await run()).resetUserCommand(readCommandConfig(program), user));

  users
    .command('role')
    .description('change the role of a user')
    .argument(userArgument, aboutUser)
    .addArgument(new Argument('<role>', 'what the user may do').choices(roles))
    .action(async (user, role) => (await run()).changeRoleCommand(readCommandConfig(program), user, role));

  users
    .command('remove')
    .description('remove a user and end their sessions')
    .argument(userArgument, aboutUser)
    .action(async (user) => (await run()).removeUserCommand(readCommandConfig(program), user));
}
