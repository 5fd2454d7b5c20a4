import { utf16Of } from './encoding.ts';

const saveAsCsv = 'save it as CSV (UTF-8) and import that';

/** The first bytes of file types that are not text, and what the user should do instead. */
const signatures: readonly (readonly [start: string, name: string])[] = [
  ['\xd0\xcf\x11\xe0', `an old Excel workbook (xls): ${saveAsCsv}`],
  ['%PDF', 'a PDF, not a table'],
  ['PAR1', `a Parquet file: ${saveAsCsv}`],
  ['Obj\x01', `an Avro file: ${saveAsCsv}`],
  ['SQLite format 3', `an SQLite database: ${saveAsCsv}`],
  ['{\\rtf', `a document of a word processor (RTF): ${saveAsCsv}`],
  ['BZh', 'packed with bzip2: unpack it first'],
  ['\xfd7zXZ', 'packed with xz: unpack it first'],
  ['\x28\xb5\x2f\xfd', 'packed with zstd: unpack it first'],
  ['7z\xbc\xaf', 'a 7z archive: unpack it first'],
  ['Rar!', 'a RAR archive: unpack it first'],
  ['\xff\xfe\0\0', `text in UTF-32: ${saveAsCsv}`],
  ['\0\0\xfe\xff', `text in UTF-32: ${saveAsCsv}`],
];

/**
 * Names the type of a file that begins with these bytes, if it is not a text with rows.
 * @example
 * nameBinary(Buffer.from('%PDF-1.7')); // 'a PDF, not a table'
 */
export function nameBinary(head: Buffer): string | null {
  const text = head.toString('latin1');
  if (text.startsWith('PK\x03\x04') || text.startsWith('PK\x05\x06')) return nameZip(text);
  const known = signatures.find(([start]) => text.startsWith(start));
  if (known) return known[1];
  const words = text.replace(/^\xef\xbb\xbf/, '').trimStart();
  if (/^<(!doctype html|html)/i.test(words)) return 'a web page, perhaps a sign-in page: download the export again';
  if (/^<[?!a-z]/i.test(words)) return `XML, not a table: ${saveAsCsv}`;
  return isMostlyControl(head) ? 'not a text file' : null;
}

function nameZip(text: string): string {
  if (/mimetypeapplication\/vnd\.oasis/.test(text)) return `an OpenDocument table (ods): ${saveAsCsv}`;
  if (/\[Content_Types\]\.xml|xl\/|docProps\//.test(text)) return `an Excel workbook (xlsx): ${saveAsCsv}`;
  return 'a zip archive: extract it first';
}

/**
 * Control characters that do not occur in tables. In UTF-16, a byte is half a character: Cyrillic ones contain 0x04.
 */
function isMostlyControl(head: Buffer): boolean {
  const text = new TextDecoder(utf16Of(head)?.label ?? 'windows-1252').decode(head, { stream: true });
  const control = [...text].filter((character) => character < ' ' && !'\t\n\f\r'.includes(character));
  return control.length > text.length / 20;
}
