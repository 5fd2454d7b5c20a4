import type { Command } from 'commander';
import { readCommandConfig } from './command-config.ts';

/** `beckon bounces`: mails that came back. */
export function addBounceCommands(program: Command): void {
  const bounces = program.command('bounces').description('mails that came back: bounces and complaints');
  bounces
    .command('import')
    .description('record what they say; importing a mail again changes nothing')
    .argument('<path>', 'an .eml file, an mbox file, or a folder of mails such as a Maildir')
    .action(async (path) =>
      (await import('./import-bounces.ts')).importBouncesCommand(readCommandConfig(program), path),
    );
}
