import type { Command } from 'commander';
import { readCommandConfig } from './command-config.ts';

/** `beckon send`: messages sent by hand. */
export function addSendCommands(program: Command): void {
  const send = program.command('send').description('send messages by hand');
  send
    .command('test')
    .description('send a message to yourself, as a contact would get it now; the running server sends it')
    .requiredOption('--message <key>', 'its key, such as welcome')
    .requiredOption('--to <address>', 'an email address, or a phone number for an SMS')
    .option('--contact <id>', 'ctc_…: whose name, cart and products it shows; default: sample products and no name')
    .option('--language <code>', 'two letters; default: that of the contact, or of the message')
    .option('--published', 'what is published, even if there is a draft')
    .action(async (options) => (await import('./send.ts')).sendTestCommand(readCommandConfig(program), options));
}
