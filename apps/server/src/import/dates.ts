import { instantOf, readHour, readWrittenTime } from '@beckon/core/lib';
import { ConfigError } from '../config.ts';

/** Reads the dates of a file; null for a text that is not a date. */
export type DateReader = (text: string) => string | null;

const months = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'];

/** The meaning of the letters of a format. */
const tokens: Record<string, string> = {
  YYYY: String.raw`(?<year>\d{4})`,
  YY: String.raw`(?<shortYear>\d{2})`,
  MMMM: String.raw`(?<name>[A-Za-z]{3,9})\.?`,
  MMM: String.raw`(?<name>[A-Za-z]{3,9})\.?`,
  MM: String.raw`(?<month>\d{1,2})`,
  M: String.raw`(?<month>\d{1,2})`,
  DD: String.raw`(?<day>\d{1,2})`,
  D: String.raw`(?<day>\d{1,2})`,
  HH: String.raw`(?<hour>\d{1,2})`,
  H: String.raw`(?<hour>\d{1,2})`,
  hh: String.raw`(?<hour>\d{1,2})`,
  h: String.raw`(?<hour>\d{1,2})`,
  mm: String.raw`(?<minute>\d{2})`,
  ss: String.raw`(?<second>\d{2})`,
  A: '(?<half>[AaPp])\\.?[Mm]\\.?',
  Z: String.raw`(?<zone>[Zz]|[+-]\d{2}:?\d{2})`,
};
const inFormat = /YYYY|YY|MMMM|MMM|MM|M|DD|D|HH|H|hh|h|mm|ss|A|Z/g;
/** A format of a date may be followed by a time of day. */
const timeBehind = String.raw`(?:[T,\s]+(?<hour>\d{1,2}):(?<minute>\d{2})(?::(?<second>\d{2}))?(?:\s*(?<half>[AaPp])\.?[Mm]\.?)?)?`;

/**
 * @param options.formats such as `DD.MM.YYYY HH:mm`, or `unix` (seconds) and `unix-ms`
 * @param options.zone the time zone of times without an offset
 * @throws ConfigError when a format or the zone is unknown
 */
export function makeDateReader(options: { formats?: readonly string[]; zone?: string | undefined } = {}): DateReader {
  const { formats = [], zone = 'UTC' } = options;
  if (instantOf({ year: 2026, month: 1, day: 1 }, zone) === null)
    throw new ConfigError(`--zone ${zone} is not known: write it as Europe/Berlin or +02:00`);
  const readers = formats.map((format) => readerOf(format, zone));
  return (text) => {
    const plain = text.replace(/[\u00a0\u202f]/g, ' ').trim();
    for (const read of [...readers, (one: string) => readWrittenTime(one, zone)]) {
      const found = read(plain);
      if (found) return found.toISOString();
    }
    return null;
  };
}

function readerOf(format: string, zone: string): (text: string) => Date | null {
  // Told apart by the number of digits, so that seconds are not read as milliseconds, or a spreadsheet's day number as
  // either.
  if (format === 'unix') return (text) => fromNumber(text, /^\d{9,10}(\.\d+)?$/, 1_000);
  if (format === 'unix-ms') return (text) => fromNumber(text, /^\d{12,13}(\.\d+)?$/, 1);
  const names: readonly string[] = format.match(inFormat) ?? [];
  const has = (...wanted: string[]) => wanted.some((name) => names.includes(name));
  const isWhole = has('YYYY', 'YY') && has('M', 'MM', 'MMM', 'MMMM') && has('D', 'DD');
  if (!isWhole)
    throw new ConfigError(
      `--date-format ${format} is not a date format: write it as DD/MM/YYYY, MM/DD/YYYY HH:mm, unix or unix-ms`,
    );
  const escaped = format.replace(/[.*+?^${}()|[\]\\/]/g, '\\$&').replace(/ +/g, '\\s+');
  const source = escaped.replace(inFormat, (name) => tokens[name]!);
  const pattern = new RegExp(`^${source}${has('HH', 'H', 'hh', 'h') ? '' : timeBehind}$`);
  return (text) => {
    const found = pattern.exec(text)?.groups;
    return found ? fromParts(found, zone) : null;
  };
}

function fromNumber(text: string, written: RegExp, unit: number): Date | null {
  return written.test(text) ? new Date(Math.floor(Number(text) * unit)) : null;
}

function fromParts(found: Record<string, string | undefined>, zone: string): Date | null {
  const hour = readHour(found.hour, found.half);
  const month = found.name ? months.indexOf(found.name.slice(0, 3).toLowerCase()) + 1 : Number(found.month);
  if (hour === null || month === 0) return null;
  // Years of two digits are those from 1970 on.
  const short = Number(found.shortYear ?? 0);
  const year = found.year ? Number(found.year) : short + (short < 70 ? 2_000 : 1_900);
  const wall = {
    year,
    month,
    day: Number(found.day),
    hour,
    minute: Number(found.minute ?? 0),
    second: Number(found.second ?? 0),
  };
  return instantOf(wall, found.zone ?? zone);
}

/** The error message for a text that is not a date. */
export function dateFault(column: string, text: string): string {
  const isOfACountry =
    /^\d{1,2}[./-]\d{1,2}[./-]\d{2,4}|^\d{10}(\d{3})?$|^[A-Za-z]{3,9}\.? \d|^\d{1,2}\.? [A-Za-z]/.test(text);
  if (/^[1-7]\d{4}([.,]\d+)?$/.test(text))
    return `${column}: "${text}" is a spreadsheet's day number: give the column a date format and export the file again`;
  const hint = isOfACountry ? '; if it is a date, name its format with --date-format, such as DD/MM/YYYY or unix' : '';
  return `${column}: "${text}" is not a date (ISO 8601 or YYYYMMDD)${hint}`;
}
