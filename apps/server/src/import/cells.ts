import { ConfigError } from '../config.ts';

/** A cell as text: tables have nothing else, JSON may say a number. */
export function cellText(value: unknown): string | undefined {
  if (value === undefined || value === null) return undefined;
  return typeof value === 'string' ? value : JSON.stringify(value);
}

/**
 * What a cell of a table says: numbers and truth values as such, everything else as text. `01234` and `+49 30 1` are
 * texts.
 */
export function cellValue(value: unknown): unknown {
  if (typeof value !== 'string') return value;
  if (/^-?(0|[1-9]\d{0,14})(\.\d{1,9})?$/.test(value)) return Number(value);
  return value === 'true' ? true : value === 'false' ? false : value;
}

/** Dates without a time are midnight UTC. */
export function readDate(text: string): string | null {
  const trimmed = text.trim();
  const compact = /^(\d{4})(\d{2})(\d{2})$/.exec(trimmed);
  const iso = compact ? `${compact[1]}-${compact[2]}-${compact[3]}` : trimmed;
  const full = /^\d{4}-\d{2}-\d{2}$/.test(iso) ? `${iso}T00:00:00Z` : iso.replace(' ', 'T');
  if (!/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}/.test(full)) return null;
  const date = new Date(/(Z|[+-]\d{2}:?\d{2})$/.test(full) ? full : `${full}Z`);
  // A date that does not exist, such as 31 February, is moved by Date: refuse it.
  const midnight = new Date(`${full.slice(0, 10)}T00:00:00Z`);
  if (Number.isNaN(date.getTime()) || !midnight.toISOString().startsWith(full.slice(0, 10))) return null;
  return date.toISOString();
}

/** A time given to a command. @throws ConfigError when the text is none */
export function readTime(flag: string, text: string | undefined): Date | null {
  if (text === undefined) return null;
  const time = readDate(text);
  if (time === null) throw new ConfigError(`${flag} ${text} is not a date or time (ISO 8601 or YYYYMMDD)`);
  return new Date(time);
}
