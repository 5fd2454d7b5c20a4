import { ConfigError } from '../config.ts';
import { unprotect } from './cells.ts';

/**
 * Columns that `--errors` adds to each row. An import ignores them, so that a corrected file can be imported as it is.
 */
export const errorColumns = ['import_line', 'import_reason'] as const;

export type Header = {
  columns: string[];
  /** The cells of a record that belong to the columns, in order; cells beyond the header come last. */
  cellsOf(record: readonly string[]): string[];
};

/**
 * Names the columns: one without a name by its position, one whose name is already used by a number after it.
 * @throws ConfigError when the first line looks like data
 */
export function readHeader(record: readonly string[]): Header {
  const names = record.map((cell) => unprotect(cell).replace(/\s+/g, ' '));
  const data = names.find((name) => /^\S+@\S+\.\S+$/.test(name));
  if (data)
    throw new ConfigError(
      `the first line looks like data, not a header (it has "${data}"): add a line with the column names above it`,
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
