import { ConfigError } from '../config.ts';
import { errorColumns } from './header.ts';
import type { Cells, SourceRow } from './rows.ts';
import type { TextLine } from './text-lines.ts';

export async function* readJsonLines(lines: AsyncIterable<TextLine>): AsyncGenerator<SourceRow> {
  for await (const { number: line, text } of lines) {
    if (text.trim() !== '') yield rowOf(line, parseExactly(text.replace(/^\ufeff/, '')), text);
  }
}

/**
 * The rows of one JSON text: a list of objects, or an object that contains one such list. `line` is the position in the
 * list.
 * @throws ConfigError when it is neither
 */
export async function* readJson(lines: AsyncIterable<TextLine>): AsyncGenerator<SourceRow> {
  const parts: string[] = [];
  for await (const { text } of lines) parts.push(text);
  const text = parts.join('\n').replace(/^\ufeff/, '');
  const value = parseExactly(text);
  if (value === undefined) throw new ConfigError('the file begins like JSON but is not valid: export it again');
  let line = 0;
  for (const entry of listIn(value)) yield rowOf(++line, entry, JSON.stringify(entry));
}

/** Names of the lists in responses of other systems' APIs. */
export const listNames = ['data', 'orders', 'customers', 'contacts', 'subscribers', 'members', 'events', 'results'];

function listIn(value: unknown): unknown[] {
  if (Array.isArray(value)) return value;
  const list = Object.entries(value as object).find(
    ([name, member]) => listNames.includes(name) && Array.isArray(member),
  );
  return list ? (list[1] as unknown[]) : [value];
}

function rowOf(line: number, value: unknown, text: string): SourceRow {
  if (value === null || typeof value !== 'object' || Array.isArray(value))
    return { line, fault: 'not a JSON object on one line', original: { import_text: text } };
  const columns = Object.fromEntries(
    Object.entries(value).filter(([name]) => !(errorColumns as readonly string[]).includes(name)),
  ) as Cells;
  return { line, columns, original: columns };
}

/** Whole numbers beyond 2^53 become texts with all their digits: they are ids. Undefined for invalid JSON. */
function parseExactly(text: string): unknown {
  try {
    if (!/\d{16}/.test(text)) return JSON.parse(text);
    return JSON.parse(text, (_, value: unknown, context?: { source?: string }) =>
      typeof value === 'number' && !Number.isSafeInteger(value) && /^-?\d+$/.test(context?.source ?? '')
        ? context!.source
        : value,
    );
  } catch {
    return undefined;
  }
}
