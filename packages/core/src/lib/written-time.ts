/** A local date and time of day; the month counts from 1. */
export type WallTime = {
  year: number;
  month: number;
  day: number;
  hour?: number;
  minute?: number;
  second?: number;
  millisecond?: number;
};

const months = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'];
const monthName = String.raw`(?<name>jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)\.?`;
const weekday = String.raw`(?:(?:mon|tue|wed|thu|fri|sat|sun)[a-z]*,?\s+)?`;
const clock = String.raw`(?<hour>\d{1,2}):(?<minute>\d{2})(?::(?<second>\d{2})(?:[.,](?<fraction>\d{1,9}))?)?(?:\s*(?<half>[ap])\.?m\.?)?`;
const zone = String.raw`(?<zone>z|(?:utc|gmt)?[+-]\d{1,2}(?::?\d{2})?|utc?|gmt|cest|cet|[a-z]+(?:\/[a-z_+-]+\d*)+)(?:\s*[[(][^\])]*[\])])?`;

const yearFirst = new RegExp(
  String.raw`^(?<year>\d{4})(?:(?<sign>[-/.])(?<month>\d{1,2})\k<sign>(?<day>\d{1,2})|(?<compactMonth>\d{2})(?<compactDay>\d{2}))(?:(?:t|,?\s+)${clock}\s*(?:${zone})?)?$`,
  'i',
);
/** The format of mails and browsers. Without a zone it would be a local format, which is not guessed. */
const namedMonth = new RegExp(
  String.raw`^${weekday}(?:(?<day>\d{1,2})[\s-]+${monthName}|${monthName.replace('<name>', '<firstName>')}\s+(?<lastDay>\d{1,2}))(?:,?\s+|-)(?<year>\d{4}),?\s+(?:at\s+)?${clock}\s*${zone}$`,
  'i',
);

const fixedZones: Record<string, string> = { cet: '+01:00', cest: '+02:00' };

/**
 * Parses an unambiguous time: ISO 8601 and similar formats (`2026-05-01 09:59:00 +0200`, `2026/05/01`, `20260501`), and
 * the format of mails and browsers (`Fri, 01 May 2026 09:59:00 +0200`). Without a time of day it is midnight. The order
 * of day and month is never guessed: `01/05/2026` is refused.
 * @param timeZone the zone of times without an offset, an IANA name
 * @returns null for any other text, and for a day that does not exist
 * @example
 * readWrittenTime('2026-05-01 09:59:00 +0200')?.toISOString(); // '2026-05-01T07:59:00.000Z'
 * readWrittenTime('2026-05-01', 'Europe/Berlin')?.toISOString(); // '2026-04-30T22:00:00.000Z'
 */
export function readWrittenTime(text: string, timeZone = 'UTC'): Date | null {
  const plain = text.replace(/[\p{Cf}]/gu, '').trim();
  if (plain.length > 100) return null;
  const found = (yearFirst.exec(plain) ?? namedMonth.exec(plain))?.groups;
  if (!found) return null;
  const name = (found.name ?? found.firstName)?.slice(0, 3).toLowerCase();
  const hour = readHour(found.hour, found.half);
  if (hour === null) return null;
  const wall = {
    year: Number(found.year),
    month: name ? months.indexOf(name) + 1 : Number(found.month ?? found.compactMonth),
    day: Number(found.day ?? found.compactDay ?? found.lastDay),
    hour,
    minute: Number(found.minute ?? 0),
    second: Number(found.second ?? 0),
    millisecond: Number((found.fraction ?? '0').padEnd(3, '0').slice(0, 3)),
  };
  return instantOf(wall, found.zone ?? timeZone);
}

/** @returns null if the hour does not exist; `half` is a or p of a 12-hour clock */
export function readHour(hour = '0', half?: string): number | null {
  const number = Number(hour);
  if (half === undefined) return number;
  if (number < 1 || number > 12) return null;
  return (number % 12) + (half.toLowerCase() === 'p' ? 12 : 0);
}

/**
 * The moment denoted by a local time.
 * @param zone an offset (`+02:00`, `UTC+2`), `Z`, or an IANA name
 * @returns null if the day, the hour or the zone does not exist
 */
export function instantOf(wall: WallTime, zone: string): Date | null {
  const { year, month, day, hour = 0, minute = 0, second = 0, millisecond = 0 } = wall;
  const shown = Date.UTC(year, month - 1, day, hour, minute, second, millisecond);
  const back = new Date(shown);
  // `Date.UTC` maps a year below 100 to the twentieth century.
  const isDay = back.getUTCFullYear() === year && back.getUTCMonth() === month - 1 && back.getUTCDate() === day;
  const isReal = isDay && hour < 24 && minute < 60 && second < 60;
  if (!isReal) return null;
  const offset = offsetOf(zone);
  if (offset !== undefined) return offset === null ? null : new Date(shown - offset);
  // The offset of a zone depends on the moment; the second calculation corrects the hours around a clock change.
  const first = zoneOffset(zone, shown);
  if (first === null) return null;
  return new Date(shown - zoneOffset(zone, shown - first)!);
}

/** In milliseconds; undefined for a zone name, null for an offset that does not exist. */
function offsetOf(zone: string): number | null | undefined {
  const plain = fixedZones[zone.toLowerCase()] ?? zone;
  if (/^(z|utc?|gmt)$/i.test(plain)) return 0;
  const match = /^(?:utc|gmt)?([+-])(\d{1,2})(?::?(\d{2}))?$/i.exec(plain);
  if (!match) return undefined;
  const [, sign, hours, minutes = '0'] = match;
  if (Number(hours) > 14 || Number(minutes) > 59) return null;
  return (sign === '-' ? -1 : 1) * (Number(hours) * 60 + Number(minutes)) * 60_000;
}

function zoneOffset(timeZone: string, at: number): number | null {
  const format = formatOf(timeZone);
  if (format === null) return null;
  const part = Object.fromEntries(format.formatToParts(at).map(({ type, value }) => [type, Number(value)]));
  const { year, month, day, hour, minute, second } = part as Record<string, number>;
  return Date.UTC(year!, month! - 1, day, hour, minute, second) - Math.floor(at / 1_000) * 1_000;
}

let lastFormat: { timeZone: string; format: Intl.DateTimeFormat | null } | undefined;

/** Cached: a file uses one zone in all its rows, and creating a format is expensive. */
function formatOf(timeZone: string): Intl.DateTimeFormat | null {
  if (lastFormat?.timeZone === timeZone) return lastFormat.format;
  lastFormat = { timeZone, format: makeFormat(timeZone) };
  return lastFormat.format;
}

function makeFormat(timeZone: string): Intl.DateTimeFormat | null {
  const numeric = 'numeric' as const;
  try {
    return new Intl.DateTimeFormat('en-US', {
      timeZone,
      hourCycle: 'h23',
      year: numeric,
      month: numeric,
      day: numeric,
      hour: numeric,
      minute: numeric,
      second: numeric,
    });
  } catch {
    return null;
  }
}
