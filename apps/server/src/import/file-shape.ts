import { parse } from 'csv-parse/sync';
import { ConfigError } from '../config.ts';
import { listNames } from './json-rows.ts';

export const formats = ['auto', 'csv', 'tsv', 'whitespace', 'ndjson', 'json'] as const;
export type Format = (typeof formats)[number];

/** How the rows of a file are written. */
export type Shape = { kind: 'separated'; separator: string } | { kind: 'whitespace' | 'ndjson' | 'json' };

const separators: Record<string, string> = { comma: ',', semicolon: ';', tab: '\t', pipe: '|' };
const nameOf = new Map(Object.entries(separators).map(([name, sign]) => [sign, name]));

/** Whether a line precedes the table: Excel's `sep=`, a report's comments, or an empty line. */
export function isPreface(line: string): boolean {
  return line.trim() === '' || /^sep=.$/i.test(line.trim()) || /^#[\s#-]/.test(line) || line.trim() === '#';
}

export function describeShape(shape: Shape): string {
  if (shape.kind === 'separated')
    return `a table separated by ${nameOf.get(shape.separator) ?? `"${shape.separator}"`}`;
  return { whitespace: 'a table separated by spaces', ndjson: 'JSON lines', json: 'JSON' }[shape.kind];
}

/** @throws ConfigError when the text is not a separator or the name of one */
export function readSeparator(text: string): string {
  const separator = separators[text.toLowerCase()] ?? (text === '\\t' ? '\t' : text);
  if (separator.length !== 1 || /["\w\r\n]/.test(separator))
    throw new ConfigError(`--separator ${text} is not a separator: use comma, semicolon, tab, pipe, or one character`);
  return separator;
}

/**
 * Detects how the rows are written from the beginning of the file.
 * @param isWhole whether `start` is the whole file
 * @throws ConfigError when this cannot be determined
 */
export function detectShape(
  start: string,
  isWhole: boolean,
  options: { format?: Format | undefined; separator?: string | undefined },
): Shape {
  const { format = 'auto' } = options;
  if (options.separator !== undefined) return { kind: 'separated', separator: readSeparator(options.separator) };
  if (format === 'tsv') return { kind: 'separated', separator: '\t' };
  if (format === 'whitespace' || format === 'ndjson' || format === 'json') return { kind: format };
  const lines = start.split(/\r\n|\n|\r/);
  if (!isWhole && lines.length > 1) lines.pop();
  if (format === 'auto') {
    const json = detectJson(start, lines);
    if (json) return json;
  }
  const told = lines.map((line) => /^sep=(.)$/i.exec(line.trimStart())?.[1]).find((sign) => sign !== undefined);
  if (told) return { kind: 'separated', separator: told };
  const table = lines.filter((line) => !isPreface(line)).slice(0, 50);
  const separator = chooseSeparator(table);
  if (separator) return { kind: 'separated', separator };
  return format === 'auto' && isWhitespace(table) ? { kind: 'whitespace' } : { kind: 'separated', separator: ',' };
}

/** An object that contains a list, as APIs return it. */
const beginsWithList = new RegExp(`^\\{\\s*"(${listNames.join('|')})"\\s*:\\s*\\[`);

function detectJson(start: string, lines: string[]): Shape | null {
  const text = start.trimStart();
  if (/^\[\s*([{[\]]|$)/.test(text)) return { kind: 'json' };
  if (!text.startsWith('{')) return null;
  if (beginsWithList.test(text)) return { kind: 'json' };
  const first = lines.find((line) => line.trim() !== '')!.trim();
  // An object over several lines: its first line alone is not valid JSON.
  return /^\{\s*("[^"]*"\s*:\s*[[{]?\s*)?$/.test(first) ? { kind: 'json' } : { kind: 'ndjson' };
}

/**
 * The separator that splits the header into the most columns and the rows into as many. @throws ConfigError when two
 * separators do so equally well
 */
function chooseSeparator(lines: string[]): string | null {
  const header = lines[0];
  if (header === undefined) return null;
  const candidates = Object.values(separators)
    .map((sign) => {
      const columns = countCells(header, sign);
      const rows = lines.slice(1).filter((line) => countCells(line, sign) === columns).length;
      return { sign, columns, rows };
    })
    .filter(({ columns }) => columns > 1)
    .sort((a, b) => b.rows - a.rows || b.columns - a.columns);
  const [best, second] = candidates;
  if (best && second && best.rows === second.rows && best.columns === second.columns)
    throw new ConfigError(
      `the separator is ambiguous: it may be ${nameOf.get(best.sign)} or ${nameOf.get(second.sign)}: name it with --separator. The first line is: ${header.slice(0, 200)}`,
    );
  return best?.sign ?? null;
}

function countCells(line: string, separator: string): number {
  if (!line.includes('"')) return line.split(separator).length;
  try {
    const options = { delimiter: separator, relax_quotes: true, relax_column_count: true, trim: true };
    return parse(line, options)[0]?.length ?? 0;
  } catch {
    return line.split(separator).length;
  }
}

/** Rows with as many words as the header; a single column whose name has two words is not such a table. */
function isWhitespace([header = '', ...rows]: string[]): boolean {
  const count = (line: string) => line.trim().split(/\s+/).length;
  if (count(header) === 1) return false;
  return rows.length === 0 ? /^\w+(\s+\w+)+$/.test(header.trim()) : rows.some((row) => count(row) === count(header));
}
