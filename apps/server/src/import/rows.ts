import { detectEncoding } from './encoding.ts';
import { describeShape, detectShape, type Format, isPreface, type Shape } from './file-shape.ts';
import { type Header, readHeader } from './header.ts';
import type { Input } from './input.ts';
import { readJson, readJsonLines } from './json-rows.ts';
import { readRecords } from './table-records.ts';
import { readLines, type TextLine } from './text-lines.ts';

/** A row by column name: texts in a table, any JSON value in JSON. */
export type Cells = Record<string, unknown>;

/** A row that could be read. `line` counts from 1, including the header; `original` is the unchanged row. */
export type GoodRow = { line: number; original: readonly string[] | Cells; columns: Cells };

/** A row, or why it could not be read. */
export type SourceRow = GoodRow | { line: number; original: readonly string[] | Cells; fault: string };

export type ReadOptions = {
  format?: Format | undefined;
  separator?: string | undefined;
  encoding?: string | undefined;
};

export type RowFile = {
  /** How the file was read, for people. */
  about: string;
  isTable: boolean;
  columns: string[];
  rows(onRead?: (bytes: number) => void): AsyncGenerator<SourceRow>;
};

/** Number of JSON objects that are read to find out the columns. */
const maxSampled = 200;

/**
 * Checks a whole file, which is then read row by row in constant memory (a single JSON text: in one piece).
 * @throws ConfigError when the file is ambiguous or cannot be read
 */
export async function openRows(input: Input, options: ReadOptions): Promise<RowFile> {
  const encoding = await detectEncoding(input.head, () => input.read(), options.encoding);
  const start = new TextDecoder(encoding.label).decode(input.head, { stream: true });
  const shape = detectShape(start, input.isWhole, options);
  const open = (onRead?: (bytes: number) => void) => readLines(input.read(onRead), encoding.label);
  const packed = input.isPacked ? ', unpacked from gzip' : '';
  const about = `${describeShape(shape)} in ${encoding.name}${packed}`;
  if (shape.kind === 'ndjson' || shape.kind === 'json') {
    const read = shape.kind === 'json' ? readJson : readJsonLines;
    const rows = (onRead?: (bytes: number) => void) => withoutLostLetters(read(open(onRead)));
    return { about, isTable: false, columns: await columnsOf(rows()), rows };
  }
  const rows = (onRead?: (bytes: number) => void) => withoutLostLetters(readTable(open(onRead), shape));
  return { about, isTable: true, columns: (await firstRecord(open(), shape))?.columns ?? [], rows };
}

async function firstRecord(lines: AsyncIterable<TextLine>, shape: Shape): Promise<Header | undefined> {
  for await (const record of recordsOf(lines, shape, () => undefined)) return readHeader(record.cells);
  return undefined;
}

async function* readTable(lines: AsyncIterable<TextLine>, shape: Shape): AsyncGenerator<SourceRow> {
  let header: Header | undefined;
  let width = 0;
  for await (const record of recordsOf(lines, shape, () => header && width)) {
    if (!header) {
      header = readHeader(record.cells);
      width = record.cells.length;
      continue;
    }
    if (record.cells.every((cell) => cell === '')) continue;
    const { columns } = header;
    const original = header.cellsOf(record.cells);
    const fault = 'fault' in record ? record.fault : faultOf(original, columns, shape);
    if (fault !== null) yield { line: record.line, fault, original };
    else
      yield {
        line: record.line,
        columns: Object.fromEntries(columns.map((name, at) => [name, original[at]!])),
        original: original.slice(0, columns.length),
      };
  }
}

async function* recordsOf(lines: AsyncIterable<TextLine>, shape: Shape, columns: () => number | undefined) {
  const table = behindPreface(lines);
  if (shape.kind === 'separated') yield* readRecords(table, shape.separator, columns);
  else
    for await (const { number: line, text } of table)
      yield { line, cells: text.trim() === '' ? [] : text.trim().split(/\s+/) };
}

async function* behindPreface(lines: AsyncIterable<TextLine>): AsyncGenerator<TextLine> {
  let isTable = false;
  for await (const line of lines) {
    isTable ||= !isPreface(line.text);
    if (isTable) yield line;
  }
}

/**
 * Missing cells at the end are empty, and empty cells beyond the header are ignored; with spaces as separator, a cell
 * cannot be empty.
 */
function faultOf(cells: readonly string[], columns: readonly string[], shape: Shape): string | null {
  const beyond = cells.findIndex((cell, at) => at >= columns.length && cell !== '');
  if (beyond !== -1) return `"${cells[beyond]}" in column ${beyond + 1}: the header has ${columns.length} columns`;
  const filled = cells.findLastIndex((cell) => cell !== '') + 1;
  return shape.kind === 'whitespace' && filled < columns.length
    ? `${filled} columns, the header has ${columns.length}`
    : null;
}

/** A replacement character is the sign of a letter that an earlier conversion lost. */
async function* withoutLostLetters(rows: AsyncIterable<SourceRow>): AsyncGenerator<SourceRow> {
  for await (const row of rows) {
    const lost = 'columns' in row ? findReplacementCharacter(row.original) : undefined;
    if (!lost) yield row;
    else
      yield {
        line: row.line,
        original: row.original,
        fault: `"${lost}": a letter was lost in an earlier conversion; export the file again in its original encoding`,
      };
  }
}

function findReplacementCharacter(original: GoodRow['original']): string | undefined {
  const texts = Array.isArray(original) ? original : [JSON.stringify(original)];
  const text = texts.find((one) => one.includes('\ufffd'));
  return text === undefined ? undefined : /[^\s"]*\ufffd[^\s"]*/.exec(text)![0];
}

async function columnsOf(rows: AsyncIterable<SourceRow>): Promise<string[]> {
  const names = new Set<string>();
  let seen = 0;
  for await (const row of rows) {
    if ('columns' in row) for (const name of Object.keys(row.columns)) names.add(name);
    if (++seen === maxSampled) break;
  }
  return [...names];
}
