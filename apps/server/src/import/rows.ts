import { createReadStream } from 'node:fs';
import { open } from 'node:fs/promises';
import { createInterface } from 'node:readline';
import { parse } from 'csv-parse';

export const formats = ['auto', 'csv', 'tsv', 'whitespace', 'ndjson'] as const;
export type Format = (typeof formats)[number];

/** A row by column name: texts in a table, any JSON value in NDJSON. */
export type Cells = Record<string, unknown>;

/** A row, or why it could not be read. `line` counts from 1, the header included. */
export type SourceRow = { line: number; columns: Cells } | { line: number; fault: string };

/**
 * Reads a table with a header line, or JSON objects one a line, row by row, in constant memory. `onRead` is told how
 * many bytes were read.
 */
export async function* readRows(
  file: string,
  format: Format,
  onRead: (bytes: number) => void,
): AsyncGenerator<SourceRow> {
  const kind = format === 'auto' ? await detect(file) : format;
  const stream = file === '-' ? process.stdin : createReadStream(file);
  const rows =
    kind === 'ndjson'
      ? readObjects(stream)
      : kind === 'whitespace'
        ? readWhitespace(stream)
        : readSeparated(stream, kind === 'tsv' ? '\t' : ',');
  for await (const row of rows) {
    onRead((stream as { bytesRead?: number }).bytesRead ?? 0);
    yield row;
  }
}

async function detect(file: string): Promise<Exclude<Format, 'auto'>> {
  if (file === '-') return 'csv';
  const handle = await open(file);
  try {
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(4_096), 0, 4_096, 0);
    const header = buffer.subarray(0, bytesRead).toString().split('\n')[0] ?? '';
    if (/^\ufeff?\s*\{/.test(header)) return 'ndjson';
    return header.includes(',') ? 'csv' : header.includes('\t') ? 'tsv' : 'whitespace';
  } finally {
    await handle.close();
  }
}

async function* readObjects(stream: NodeJS.ReadableStream): AsyncGenerator<SourceRow> {
  let line = 0;
  for await (const text of createInterface({ input: stream, crlfDelay: Number.POSITIVE_INFINITY })) {
    line++;
    if (text.trim() === '') continue;
    const value = parseLine(text.replace(/^\ufeff/, ''));
    if (value === null || typeof value !== 'object' || Array.isArray(value))
      yield { line, fault: 'not a JSON object on one line' };
    else yield { line, columns: value as Cells };
  }
}

function parseLine(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

async function* readWhitespace(stream: NodeJS.ReadableStream): AsyncGenerator<SourceRow> {
  let header: string[] | undefined;
  let line = 0;
  for await (const text of createInterface({ input: stream, crlfDelay: Number.POSITIVE_INFINITY })) {
    line++;
    const cells = text.trim().split(/\s+/);
    if (text.trim() === '') continue;
    if (!header) header = cells;
    else if (cells.length !== header.length)
      yield { line, fault: `${cells.length} columns, the header has ${header.length}` };
    else yield { line, columns: Object.fromEntries(header.map((name, index) => [name, cells[index]!])) };
  }
}

async function* readSeparated(stream: NodeJS.ReadableStream, delimiter: string): AsyncGenerator<SourceRow> {
  const parser = stream.pipe(
    parse({
      delimiter,
      bom: true,
      trim: true,
      info: true,
      relax_column_count: true,
      relax_quotes: true,
      skip_empty_lines: true,
    }),
  );
  let header: string[] | undefined;
  for await (const { record, info } of parser as AsyncIterable<{ record: string[]; info: { lines: number } }>) {
    const line = info.lines;
    if (!header) header = record;
    else if (record.length !== header.length)
      yield { line, fault: `${record.length} columns, the header has ${header.length}` };
    else yield { line, columns: Object.fromEntries(header.map((name, index) => [name, record[index]!])) };
  }
}
