import { parse } from 'csv-parse/sync';
import type { TextLine } from './text-lines.ts';

/** A record and the line it begins in, or why that line is not a record. */
export type TableRecord = { line: number; cells: string[] } | { line: number; fault: string; cells: string[] };

/** Cells with more lines than this are treated as an unclosed quote. */
const maxCellLines = 200;

/**
 * Splits lines into records. A misplaced quote costs only its own line: reading continues after that line, not after
 * the next quote that happens to close it.
 * @param columnsOf returns the number of columns of the header, once it was read
 */
export async function* readRecords(
  lines: AsyncIterable<TextLine>,
  separator: string,
  columnsOf: () => number | undefined,
): AsyncGenerator<TableRecord> {
  const source = lines[Symbol.asyncIterator]();
  let pending: TextLine[] = [];
  const next = async () => pending.shift() ?? ((await source.next()).value as TextLine | undefined);
  for (let line = await next(); line; line = await next()) {
    if (!line.text.includes('"')) {
      yield { line: line.number, cells: line.text.split(separator).map((cell) => cell.trim()) };
      continue;
    }
    const taken = [line];
    let cells = parseQuoted(line.text, separator);
    while (cells === 'unclosed' && taken.length <= maxCellLines) {
      const more = await next();
      if (!more) break;
      taken.push(more);
      if (more.text.includes('"')) cells = parseQuoted(taken.map(({ text }) => text).join('\n'), separator);
    }
    if (Array.isArray(cells) && !containsRows(taken, cells, separator, columnsOf())) {
      yield { line: line.number, cells };
      continue;
    }
    pending = [...taken.slice(1), ...pending];
    const fault = 'a quotation mark does not fit: a cell with quotes inside is written "27"" screen"';
    yield { line: line.number, fault, cells: line.text.split(separator).map((cell) => cell.trim()) };
  }
}

function parseQuoted(text: string, separator: string): string[] | 'unclosed' | 'misplaced' {
  try {
    const records = parse(text, {
      delimiter: separator,
      record_delimiter: '\n',
      trim: true,
      relax_quotes: true,
      relax_column_count: true,
    });
    return records.length === 1 ? records[0]! : 'misplaced';
  } catch (error) {
    return (error as { code?: string }).code === 'CSV_QUOTE_NOT_CLOSED' ? 'unclosed' : 'misplaced';
  }
}

/**
 * Whether a record of several lines consists of rows that a stray quote joined: it does not fit, or all its lines are
 * rows.
 */
function containsRows(taken: TextLine[], cells: string[], separator: string, columns: number | undefined): boolean {
  if (taken.length === 1 || columns === undefined) return false;
  if (cells.length !== columns) return true;
  const inner = taken.slice(1, -1);
  const isRow = ({ text }: TextLine) => !text.includes('"') && text.split(separator).length === columns;
  return columns > 2 && inner.length > 0 && inner.every(isRow);
}
