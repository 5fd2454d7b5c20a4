/**
 * A line of CSV. A cell that a spreadsheet would take for a formula begins with an apostrophe, and is text.
 * @example csvLine(['a', 'b,c', '=1+1']) // 'a,"b,c",\'=1+1'
 */
export function csvLine(cells: readonly (string | number | null)[]): string {
  return cells.map(csvCell).join(',');
}

function csvCell(cell: string | number | null): string {
  if (typeof cell === 'number') return String(cell);
  const text = /^\s*[=+\-@]|^[\t\r\n]/.test(cell ?? '') ? `'${cell}` : (cell ?? '');
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

/** A whole file of CSV (RFC 4180): UTF-8 with a byte order mark, by which spreadsheets know the encoding. */
export function csvFile(columns: readonly string[], rows: readonly (readonly (string | number | null)[])[]): string {
  return `\ufeff${[columns, ...rows].map((cells) => `${csvLine(cells)}\r\n`).join('')}`;
}
