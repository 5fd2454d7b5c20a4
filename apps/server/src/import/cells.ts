import { readReference } from '@beckon/contract';
import { normalizeEmail, readWrittenTime } from '@beckon/core/lib';
import { ConfigError } from '../config.ts';

/** Zero-width characters that copying leaves at the ends of a text. */
const invisible = String.raw`[\s\u00ad\u061c\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff]`;
const ends = new RegExp(`^${invisible}+|${invisible}+$`, 'g');
/** An apostrophe before something that a spreadsheet would convert: a formula, a sign, a number. */
const protecting = /^'(?=\s*[=+\-@]|[\d\s.,/:+()-]*\d[\d\s.,/:+()E-]*$)/i;
/** The same, written as a formula: ="01234". */
const formulaText = /^="(.*)"$/s;
/** Columns with ids. A digit that a spreadsheet dropped there changes which person or thing the value refers to. */
const referring =
  /(^|_)(id|ids|no|nr|num|number|nummer|phone|mobile|telefon|sku|ean|gtin|upc|isbn|barcode|zip|zipcode|postcode|postal|plz|uuid)(_|$)/;

/** Names of columns with counts, whose values are numbers: `Number of orders`. */
const counting = /^(number|num|no|nr)_of_/;

/**
 * The value of a cell, without surrounding whitespace, invisible characters, and the marks that keep a spreadsheet from
 * converting it. An apostrophe that belongs to a word stays.
 * @example
 * unprotect("'01234"); // '01234'
 * unprotect("'t Hooft"); // "'t Hooft"
 */
export function unprotect(text: string): string {
  const plain = text.replace(ends, '');
  const formula = formulaText.exec(plain);
  if (formula) return formula[1]!.replaceAll('""', '"').replace(ends, '');
  return plain.replace(protecting, '').replace(ends, '');
}

/** A cell as text. Cells of tables are texts; a JSON value may be a number. Undefined for an empty cell. */
export function cellText(value: unknown): string | undefined {
  if (value === undefined || value === null) return undefined;
  const text = typeof value === 'string' ? unprotect(value) : JSON.stringify(value);
  return text === '' ? undefined : text;
}

/** Placeholders for an empty value, in addition to those for ids: `\N`, dates of zeros or of the year 1. */
const nothing = /^(\\N|0000-00-00.*|0001-01-01.*)$/;

/** An optional cell as text; undefined also for `NULL`, `n/a`, `-` and placeholder dates. */
export function optionalText(value: unknown): string | undefined {
  const text = cellText(value);
  return text === undefined || nothing.test(text) || readReference(text).kind === 'none' ? undefined : text;
}

/**
 * The value of a table's cell: numbers and booleans as such, everything else as text. `01234` and `+49 30 1` are texts,
 * and so is a value that an apostrophe marks as text.
 */
export function cellValue(value: unknown): unknown {
  if (typeof value !== 'string') return value;
  const text = unprotect(value);
  if (text !== value.trim()) return text;
  if (/^-?(0|[1-9]\d{0,14})(\.\d{1,9})?$/.test(text)) return Number(text);
  return text === 'true' ? true : text === 'false' ? false : text;
}

/** A column name in the form used for comparison: lower-case ASCII words joined by underscores; `E-Mail` is `email`. */
export function normalizeName(name: string): string {
  return name
    .normalize('NFD')
    .replace(/\p{M}/gu, '')
    .replaceAll('ß', 'ss')
    .replace(/([a-z])([A-Z])/g, '$1_$2')
    .replace(/[^\p{L}\p{N}]+/gu, '_')
    .replace(/^_+|_+$/g, '')
    .toLowerCase()
    .replace(/(^|_)e_mail/g, '$1email');
}

/** Whether a column contains ids, judged by its name. */
export function isReference(column: string): boolean {
  const name = normalizeName(column);
  return referring.test(name) && !counting.test(name);
}

/** What is wrong with a value used as an id, or null if nothing is. */
export function faultOfReference(column: string, value: unknown): string | null {
  if (typeof value !== 'string' || !isReference(column)) return null;
  const text = unprotect(value);
  const read = /^[\d.,+-]*\d[\d.,]*E\+?\d+$/i.test(text) ? readReference(text) : undefined;
  return read?.kind === 'invalid' ? `${column}: ${read.reason}` : null;
}

/**
 * An address as it is stored, without invisible characters; null if it is not an email address.
 * @example
 * readEmail('\u200bAnna@Shop.test '); // 'anna@shop.test'
 */
export function readEmail(text: string): string | null {
  return normalizeEmail(text.replace(/\p{Cf}/gu, '').replace(/^mailto:/i, ''));
}

/** A time given to a command. @throws ConfigError when the text is not a time */
export function readTime(flag: string, text: string | undefined): Date | null {
  if (text === undefined) return null;
  const time = readWrittenTime(text);
  if (time === null) throw new ConfigError(`${flag} ${text} is not a date or time (ISO 8601 or YYYYMMDD)`);
  return time;
}
