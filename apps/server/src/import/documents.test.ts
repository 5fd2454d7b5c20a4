import { readFile } from 'node:fs/promises';
import { Command } from 'commander';
import { expect, test } from 'vitest';
import { addImportCommands, planFor } from '../commands/import-program.ts';
import { contactPresets } from './contact-presets.ts';
import { eventPresets } from './event-presets.ts';
import { orderPresets } from './order-presets.ts';
import { describeEvent } from './preview.ts';
import { readWith } from './testing/read-file.ts';

const page = await readFile(new URL('../../../../docs/import.md', import.meta.url), 'utf8');
const sample =
  /### (.+)\n(?:(?!\n##)[\s\S])*?```sh\nnpx -y pnpm@12 (beckon import .+)\n```\n\n```(?:csv|json)\n([^`]+)```\n\n```text\n([^`]+)\n```/g;
const samples = [...page.matchAll(sample)].map(([, title, command, content, stored]) => ({
  title,
  command: command!,
  content: content!,
  stored: stored!,
}));

/** The options that a line of the page gives to its command, parsed by the command itself. */
async function readOptions(
  line: string,
): Promise<{ kind: 'orders' | 'contacts' | 'events'; options: Record<string, never> }> {
  const program = new Command();
  addImportCommands(program);
  const words = [...line.matchAll(/"([^"]*)"|(\S+)/g)].map(([, quoted, word]) => quoted ?? word!).slice(1);
  const kind = words[1] as 'orders';
  const command = program.commands[0]!.commands.find((one) => one.name() === kind)!;
  let found: Record<string, never> = {};
  command.action((_, options) => {
    found = options;
  });
  await program.parseAsync(words, { from: 'user' });
  return { kind, options: found };
}

test.each(samples)(
  'the sample "$title" ($command) is stored as the page says',
  async ({ title, command, content, stored }) => {
    const { kind, options } = await readOptions(command);
    const plan = await planFor(kind, options);
    const { preset, events, faults, lines } = await readWith(content, options, (columns) => plan(columns, null));
    expect(faults).toEqual([]);
    expect(events.map((event, at) => describeEvent(event, lines[at]!)).join('\n')).toBe(stored);
    const system = /Any other/.test(title!)
      ? 'generic'
      : title!.replace('Google Analytics 4', 'ga4').toLowerCase().split(' ')[0];
    expect(preset).toBe(system);
  },
);

test('every preset has a sample in the documentation', async () => {
  const kinds = { orders: orderPresets, contacts: contactPresets, events: eventPresets };
  for (const [kind, presets] of Object.entries(kinds)) {
    const of = samples.filter(({ command }) => command.includes(`import ${kind} `));
    expect(of, kind).toHaveLength(Object.keys(presets).length);
  }
});
