import { isCurrency } from '@beckon/contract';
import { type Command, InvalidArgumentError, Option } from 'commander';
import { contactPresets } from '../import/contact-presets.ts';
import { eventPresets } from '../import/event-presets.ts';
import { formats } from '../import/file-shape.ts';
import { orderPresets } from '../import/order-presets.ts';
import type { Plan } from '../import/plan.ts';
import { readCommandConfig } from './command-config.ts';

const import_ = async () => (await import('./import.ts')).importCommand;

/** The options of `beckon import <kind>` about reading the rows. */
export async function planFor(
  kind: 'orders' | 'contacts' | 'events',
  options: Record<string, never>,
): Promise<(columns: readonly string[], changedAt: Date | null) => Plan> {
  const { planContacts, planEvents, planOrders } = await import('../import/plan.ts');
  if (kind === 'orders') return (columns) => planOrders(columns, { ...options, columns: pick(orderColumns, options) });
  if (kind === 'events') return (columns) => planEvents(columns, { ...options, columns: pick(eventColumns, options) });
  return (columns, at) => planContacts(columns, { ...options, columns: pick(contactColumns, options) }, at);
}

/** The column options of each kind of file, by field. */
const orderColumns = {
  order: ['--order <column>', 'order number; without it, ids are made from the rows'],
  customer: ['--customer <column>', "the shop's id of the customer"],
  email: ['--email <column>', 'e-mail address'],
  date: ['--date <column>', 'when it was placed'],
  total: ['--total <column>', 'total, in major units such as 12.99'],
  currency: ['--currency-column <column>', 'currency of the row'],
  status: ['--status <column>', 'state, such as paid or refunded'],
  cancelled: ['--cancelled <column>', 'filled when it was cancelled'],
  refunded: ['--refunded <column>', 'what was given back; the total is stored without it'],
  quantity: ['--quantity <column>', 'number of items'],
  itemId: ['--item-id <column>', 'product id or SKU of the line'],
  itemName: ['--item-name <column>', 'product name of the line'],
  itemPrice: ['--item-price <column>', 'price of one piece'],
  itemQuantity: ['--item-quantity <column>', 'pieces of the line'],
} as const;
const contactColumns = {
  userId: ['--customer <column>', "the shop's id of the customer"],
  email: ['--email <column>', 'e-mail address'],
  firstName: ['--first-name <column>', 'first name'],
  lastName: ['--last-name <column>', 'last name'],
  phone: ['--phone <column>', 'phone number'],
  language: ['--language <column>', 'language, such as de or de-AT'],
  timezone: ['--timezone <column>', 'time zone, such as Europe/Berlin'],
  registeredAt: ['--registered <column>', 'when they registered'],
  attributes: ['--attributes <column>', 'a JSON object with further properties'],
} as const;
const eventColumns = {
  type: ['--type <column>', 'what happened, such as product_viewed'],
  occurredAt: ['--time <column>', 'when it happened'],
  id: ['--id <column>', 'id of the event; without it, ids are made from the rows'],
  anonymousId: ['--visitor <column>', 'id of the visitor'],
  userId: ['--customer <column>', "the shop's id of the customer"],
  email: ['--email <column>', 'e-mail address'],
  properties: ['--properties <column>', 'object with the properties (JSON lines)'],
  context: ['--context <column>', 'object with the context (JSON lines)'],
} as const;

/** `beckon import`: one command for each kind of history. */
export function addImportCommands(program: Command): void {
  const imports = program
    .command('import')
    .description('import history; importing a file again adds no duplicates')
    .addHelpText(
      'after',
      '\nEach command detects encoding, separator and columns, and reports what it detected. docs/import.md has samples.',
    );

  importing(imports, 'orders', 'import orders', Object.keys(orderPresets), orderColumns)
    .option('--currency <code>', 'currency of all rows; a row with another one is rejected', currency)
    .addOption(decimalOption())
    .option(
      '--states <states>',
      'states that count as a sale, separated by commas; other rows are left out and counted',
      list,
    )
    .addHelpText(
      'after',
      `
Rows below each other with the same order number are one order with its lines. An order that was cancelled, voided or
refunded in full is left out and counted. The same number with other contents is rejected.

Examples:
  beckon import orders orders_export.csv --dry-run
  beckon import orders bestellungen.csv --order Bestellnr --total Summe --currency EUR --date-format DD.MM.YYYY --decimal ,`,
    )
    .action(async (file, options) =>
      (await import_())(readCommandConfig(program), file, options, await planFor('orders', options)),
    );

  importing(imports, 'contacts', 'import contacts; brings no consent', Object.keys(contactPresets), contactColumns)
    .addHelpText(
      'after',
      `
A row has a customer id or an e-mail address. Columns that say nothing of the above become properties of the contact. What
other systems say about consent is kept as a property and grants nothing. Import those who unsubscribed with
beckon import opt-outs.

Example:
  beckon import contacts subscribers.csv --preset mailchimp --errors rejected.csv`,
    )
    .action(async (file, options) =>
      (await import_())(readCommandConfig(program), file, options, await planFor('contacts', options)),
    );

  importing(imports, 'events', 'import events', Object.keys(eventPresets), eventColumns)
    .addHelpText(
      'after',
      `
JSON lines as beckon export events writes them, or a table whose other columns are properties. A row without a time is
rejected: history is never dated to the moment of the import. Events are trusted, except those that say
"isTrusted": false.

Example:
  beckon import events events.ndjson.gz --errors rejected.ndjson`,
    )
    .action(async (file, options) =>
      (await import_())(readCommandConfig(program), file, options, await planFor('events', options)),
    );

  reading(
    imports,
    'opt-outs',
    'import addresses that must not be written to: unsubscribes, bounces, complaints, blocks',
  )
    .option('--email <column>', 'e-mail address')
    .option('--phone <column>', 'phone number')
    .option('--reason <column>', 'unsubscribed (the default), bounced, complained or blocked')
    .addHelpText(
      'after',
      `
The address is stopped, and where a contact has it, its consents end. Rows of a whole list that say subscribed are left
out.

Example:
  beckon import opt-outs unsubscribed.csv`,
    )
    .action(async (file, options) =>
      (await import('./import-opt-outs.ts')).importOptOutsCommand(readCommandConfig(program), file, options),
    );
}

function reading(imports: Command, name: string, about: string): Command {
  return imports
    .command(name)
    .description(about)
    .argument('<file>', 'CSV, JSON lines or JSON, optionally compressed with gzip; - for standard input')
    .option('--dry-run', 'check every row, show the first ones as they would be stored, store nothing', false)
    .option(
      '--errors <file>',
      'write the rejected rows there, with line and reason; after correction it can be imported',
    )
    .addOption(new Option('--format <format>', 'how the rows are written').choices(formats).default('auto'))
    .option(
      '--separator <sign>',
      'comma, semicolon, tab, pipe or one character; default: detected from the first lines',
    )
    .option('--encoding <name>', 'such as windows-1250; default: UTF-8, UTF-16 or Windows-1252, detected');
}

type Columns = Record<string, readonly [flags: string, about: string]>;

function importing(imports: Command, name: string, about: string, presets: string[], columns: Columns): Command {
  const command = reading(imports, name, about)
    .addOption(
      new Option('--preset <system>', 'system that exported the file; default: detected from the header').choices(
        presets,
      ),
    )
    .option('--date-format <format>', 'such as DD/MM/YYYY, "MM/DD/YYYY HH:mm", unix or unix-ms; ISO 8601 needs none')
    .option('--zone <zone>', 'time zone of times without an offset, such as Europe/Berlin', 'UTC')
    .optionsGroup('Columns (default: found by their usual names):');
  for (const [flags, text] of Object.values(columns)) command.option(flags, text);
  return command.optionsGroup('Options:');
}

function pick(columns: Columns, options: Record<string, string | undefined>): Record<string, string> {
  const named: Record<string, string> = {};
  for (const [fact, [flags]] of Object.entries(columns)) {
    const value = options[new Option(flags).attributeName()];
    if (value !== undefined) named[fact] = value;
  }
  return named;
}

function decimalOption(): Option {
  return new Option(
    '--decimal <sign>',
    'decimal separator of the amounts; default: 1.230 is rejected as ambiguous',
  ).choices(['.', ',']);
}

function list(text: string): string[] {
  return text.split(',').map((part) => part.trim());
}

function currency(text: string): string {
  if (!isCurrency(text)) throw new InvalidArgumentError('not an ISO 4217 code such as EUR');
  return text;
}
