import { type Command, Option } from 'commander';
import { readCommandConfig } from './command-config.ts';
import { readDuration } from './read-duration.ts';

const collect = (text: string, before: string[] = []) => [...before, ...text.split(',').map((part) => part.trim())];
const run = async () => await import('./sources.ts');

/** `beckon sources`: the sites and servers that send events, and their keys. */
export function addSourceCommands(program: Command): void {
  const sources = program
    .command('sources')
    .description('the sites and servers that send events: origins, types, keys')
    .addHelpText(
      'after',
      `
Examples:
  beckon sources add --name "Web shop" --kind browser --origin https://www.shop.example
  beckon sources update src_… --add-origin https://m.shop.example --add-type page_viewed
  beckon sources keys rotate src_… --kind secret --overlap 24h`,
    );

  sources
    .command('list')
    .description('list all sources and what they have sent')
    .action(async () => (await run()).listSourcesCommand(readCommandConfig(program)));

  sources
    .command('add')
    .description('create a source and its keys; the secret key of a server source is shown only once')
    .requiredOption('--name <name>', 'display name')
    .addOption(
      new Option('--kind <kind>', 'browser: public write key, untrusted; server: secret key, trusted')
        .choices(['browser', 'server'])
        .makeOptionMandatory(),
    )
    .option('--origin <origin>', 'origin that may send, such as https://www.shop.example; can be repeated', collect)
    .option('--type <type>', 'event type it may send; can be repeated; default: all types', collect)
    .action(async (options) => (await run()).addSourceCommand(readCommandConfig(program), options));

  sources
    .command('update')
    .description('change a source; other settings stay as they are')
    .argument('<id>', 'the source, src_…')
    .option('--name <name>', 'display name')
    .option('--add-origin <origin>', 'allow this origin to send; can be repeated', collect)
    .option('--remove-origin <origin>', 'no longer allow this origin to send; can be repeated', collect)
    .option('--add-type <type>', 'allow this event type; once one is allowed, all others are refused', collect)
    .option('--remove-type <type>', 'no longer allow this event type; can be repeated', collect)
    .addOption(new Option('--all-types', 'allow all types again').conflicts(['addType', 'removeType']))
    .action(async (id, options) => (await run()).updateSourceCommand(readCommandConfig(program), id, options));

  sources
    .command('revoke')
    .description('permanently end a source and its keys; its events stay')
    .argument('<id>', 'the source, src_…')
    .action(async (id) => (await run()).revokeSourceCommand(readCommandConfig(program), id));

  sources
    .command('schema')
    .description('show what a source has sent: event types and their properties')
    .argument('<id>', 'the source, src_…')
    .action(async (id) => (await run()).showSchemaCommand(readCommandConfig(program), id));

  const keys = sources.command('keys').description('the keys of a source');

  keys
    .command('show')
    .description('show the valid keys; write keys and identity keys in plain text')
    .argument('<id>', 'the source, src_…')
    .action(async (id) => (await run()).showKeysCommand(readCommandConfig(program), id));

  keys
    .command('rotate')
    .description('create a new key; earlier keys stay valid for the overlap')
    .argument('<id>', 'the source, src_…')
    .addOption(new Option('--kind <kind>', 'which key').choices(['write', 'secret', 'identity']).makeOptionMandatory())
    .option(
      '--overlap <time>',
      'how long both keys stay valid: 30m, 24h, 7d, or 0 to end the earlier key at once',
      readDuration,
      7 * 86_400,
    )
    .action(async (id, options) => (await run()).rotateKeyCommand(readCommandConfig(program), id, options));

  keys
    .command('revoke')
    .description('revoke a key at once')
    .argument('<id>', 'the source, src_…')
    .argument('<key>', 'the key, key_…, as shown by `keys show`')
    .action(async (id, key) => (await run()).revokeKeyCommand(readCommandConfig(program), id, key));
}
