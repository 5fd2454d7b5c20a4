import { ConfigError } from '../config.ts';
import { unprotect } from './cells.ts';

/** What `--errors` adds to each row. An import passes over them, so that a mended file can be imported as it is. */
export const errorColumns = ['import_line', 'import_reason'] as const;

export type Header = {
  columns: string[];
  /** The cells of a record that belong to the columns, in their order; those beyond the header come last. */
  cellsOf(record: readonly string[]): string[];
};

/**
 * Names the columns: those without a name by their place, those with a name that was there before by their count.
 * @throws ConfigError when the first line is a row of data
 */
export function readHeader(record: readonly string[]): Header {
  const names = record.map((cell) => unprotect(cell).replace(/\s+/g, ' '));
  const data = names.find((name) => /^\S+@\S+\.\S+$/.test(name));
  if (data)
    throw new ConfigError(
      `the first line is a row, not a header (it has "${data}"): put a line with the names of the columns above it`,
    );
  while (names.at(-1) === '') names.pop();
  const places = names.map((_, at) => at).filter((at) => !(errorColumns as readonly string[]).includes(names[at]!));
  const columns: string[] = [];
  for (const at of places) columns.push(freeName(names[at] || `column ${at + 1}`, columns));
  return {
    columns,
    cellsOf: (cells) => [...places.map((at) => cells[at] ?? ''), ...cells.slice(names.length)],
  };
}

function freeName(name: string, taken: readonly string[]): string {
  let free = name;
  for (let count = 2; taken.includes(free); count++) free = `${name} (${count})`;
  return free;
}
