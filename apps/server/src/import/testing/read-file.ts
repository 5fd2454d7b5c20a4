import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { IncomingEvent } from '@beckon/contract';
import { openInput } from '../input.ts';
import { planContacts, planEvents, planOrders } from '../plan.ts';
import type { Reading } from '../row-reader.ts';
import { openRows, type ReadOptions, type RowFile, type SourceRow } from '../rows.ts';

/** The contents of a file before they reach the log. */
export type FileReading = {
  about: string;
  preset: string;
  columns: Record<string, string | undefined>;
  events: IncomingEvent[];
  /** The line of each event. */
  lines: number[];
  /** `line: reason`, as printed. */
  faults: string[];
  leftOut: string[];
  furtherLines: number;
};

/** Opens a file with these contents while `use` runs. */
export async function withRows<T>(
  content: string | Buffer,
  options: ReadOptions,
  use: (file: RowFile, changedAt: Date | null) => Promise<T>,
): Promise<T> {
  const folder = await mkdtemp(join(tmpdir(), 'beckon-import-test-'));
  try {
    await writeFile(join(folder, 'file'), content);
    const input = await openInput(join(folder, 'file'));
    try {
      return await use(await openRows(input, options), input.changedAt);
    } finally {
      await input.close();
    }
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

export async function readRows(content: string | Buffer, options: ReadOptions = {}): Promise<SourceRow[]> {
  return withRows(content, options, (file) => collectRows(file));
}

export async function collectRows(file: RowFile): Promise<SourceRow[]> {
  const rows: SourceRow[] = [];
  for await (const row of file.rows()) rows.push(row);
  return rows;
}

type Options<T> = ReadOptions & Partial<T>;
type Orders = Options<Parameters<typeof planOrders>[1]>;
type Contacts = Options<Parameters<typeof planContacts>[1]>;
type Events = Options<Parameters<typeof planEvents>[1]>;

export const readOrders = (content: string | Buffer, options: Orders = {}) =>
  readWith(content, options, (columns) => planOrders(columns, { columns: {}, ...options }));

export const readContacts = (content: string | Buffer, options: Contacts = {}) =>
  readWith(content, options, (columns, changedAt) => planContacts(columns, { columns: {}, ...options }, changedAt));

export const readEvents = (content: string | Buffer, options: Events = {}) =>
  readWith(content, options, (columns) => planEvents(columns, { columns: {}, ...options }));

export async function readWith(
  content: string | Buffer,
  options: ReadOptions,
  planOf: (columns: readonly string[], changedAt: Date | null) => ReturnType<typeof planOrders>,
): Promise<FileReading> {
  return withRows(content, options, async (file, changedAt) => {
    const { reader, preset, columns } = planOf(file.columns, changedAt);
    const result: FileReading = {
      about: file.about,
      preset,
      columns,
      events: [],
      lines: [],
      faults: [],
      leftOut: [],
      furtherLines: 0,
    };
    const take = (reading: Reading) => {
      if ('fault' in reading) result.faults.push(`${reading.rows[0]!.line}: ${reading.fault}`);
      else if ('leftOut' in reading) result.leftOut.push(reading.leftOut);
      else {
        result.events.push(reading.event);
        result.lines.push(reading.rows[0]!.line);
      }
      if (!('fault' in reading)) result.furtherLines += reading.rows.length - 1;
    };
    for await (const row of file.rows()) {
      if ('fault' in row) result.faults.push(`${row.line}: ${row.fault}`);
      else for (const reading of reader.read(row)) take(reading);
    }
    for (const reading of reader.end?.() ?? []) take(reading);
    return result;
  });
}
