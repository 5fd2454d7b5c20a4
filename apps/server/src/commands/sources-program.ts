import { type Command, InvalidArgumentError, Option } from 'commander';
import { readCommandConfig } from './command-config.ts';

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
    .description('all sources with what they sent')
    .action(async () => (await run()).listSourcesCommand(readCommandConfig(program)));

  sources
    .command('add')
    .description('make a source and its keys; the secret key of a server source is shown this once')
    .requiredOption('--name <name>', 'what people call it')
    .addOption(
      new Option('--kind <kind>', 'browser: public write key, untrusted; server: secret key, trusted')
        .choices(['browser', 'server'])
        .makeOptionMandatory(),
    )
    .option('--origin <origin>', 'page that may send, as https://www.shop.example; may be given again', collect)
    .option('--type <type>', 'type of events it may send; may be given again; left out: all', collect)
    .action(async (options) => (await run()).addSourceCommand(readCommandConfig(program), options));

  sources
    .command('update')
    .description('change a source; what is not named stays')
    .argument('<id>', 'the source, src_…')
    .option('--name <name>', 'what people call it')
    .option('--add-origin <origin>', 'one more page that may send; may be given again', collect)
    .option('--remove-origin <origin>', 'a page that may send no longer; may be given again', collect)
    .option('--add-type <type>', 'allow a type of events; the first one shuts out all others', collect)
    .option('--remove-type <type>', 'allow a type no longer; may be given again', collect)
    .addOption(new Option('--all-types', 'allow all types again').conflicts(['addType', 'removeType']))
    .action(async (id, options) => (await run()).updateSourceCommand(readCommandConfig(program), id, options));

  sources
    .command('revoke')
    .description('end a source and its keys, for good; what it sent stays')
    .argument('<id>', 'the source, src_…')
    .action(async (id) => (await run()).revokeSourceCommand(readCommandConfig(program), id));

  sources
    .command('schema')
    .description('what a source has sent: types of events and their properties')
    .argument('<id>', 'the source, src_…')
    .action(async (id) => (await run()).showSchemaCommand(readCommandConfig(program), id));

  const keys = sources.command('keys').description('the keys of a source');

  keys
    .command('show')
    .description('the keys that are good today; write keys and identity keys in clear')
    .argument('<id>', 'the source, src_…')
    .action(async (id) => (await run()).showKeysCommand(readCommandConfig(program), id));

  keys
    .command('rotate')
    .description('make a new key; those of before live on for the overlap')
    .argument('<id>', 'the source, src_…')
    .addOption(new Option('--kind <kind>', 'which key').choices(['write', 'secret', 'identity']).makeOptionMandatory())
    .option('--overlap <time>', 'how long both are good: 30m, 24h, 7d, or 0 for not at all', seconds, 7 * 86_400)
    .action(async (id, options) => (await run()).rotateKeyCommand(readCommandConfig(program), id, options));

  keys
    .command('revoke')
    .description('end one key at once')
    .argument('<id>', 'the source, src_…')
    .argument('<key>', 'the key, key_…, as `keys show` names it')
    .action(async (id, key) => (await run()).revokeKeyCommand(readCommandConfig(program), id, key));
}

const units = { s: 1, m: 60, h: 3_600, d: 86_400 } as const;

function seconds(text: string): number {
  const [, count, unit] = /^(\d{1,6})([smhd]?)$/.exec(text) ?? [];
  if (count === undefined || (unit === '' && count !== '0')) {
    throw new InvalidArgumentError('not a time such as 30m, 24h or 7d');
  }
  return Number(count) * units[(unit || 's') as keyof typeof units];
}
