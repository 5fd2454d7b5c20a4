import type { Command } from 'commander';
import { readCommandConfig } from './command-config.ts';

/** `beckon flows`: what flows do. */
export function addFlowCommands(program: Command): void {
  const flows = program.command('flows').description('look at flows');
  flows
    .command('dry-run <flow>')
    .description(
      'play a flow, by its key or id, over the last days: who would have entered, got what, been held back by what, and ' +
        'left; nothing is sent or changed',
    )
    .option('--days <number>', 'how many days, 1 to 90', '30')
    .option('--published', 'the published version instead of the draft')
    .option(
      '--entries <file>',
      'for a flow with the trigger api: a JSON file with a list of {contactId, at, key} to be played instead of the calls ' +
        'that were made; key may be left out',
    )
    .option('--json', 'the whole result as JSON')
    .action(async (flow, options) =>
      (await import('./dry-run-flow.ts')).dryRunFlowCommand(readCommandConfig(program), flow, options),
    );
}
