const relative = new Intl.RelativeTimeFormat('en', { numeric: 'auto', style: 'long' });
const exact = new Intl.DateTimeFormat(undefined, { dateStyle: 'medium', timeStyle: 'long' });
const date = new Intl.DateTimeFormat(undefined, { dateStyle: 'medium' });
const clock = new Intl.DateTimeFormat(undefined, { timeStyle: 'short' });

const second = 1_000;
const minute = 60 * second;
const hour = 60 * minute;
const day = 24 * hour;

/** `3 minutes ago`; a date for a time more than a month ago. */
export function formatRelative(at: number, now: number): string {
  const distance = at - now;
  const size = Math.abs(distance);
  if (size < 5 * second) return 'just now';
  if (size < minute) return relative.format(Math.round(distance / second), 'second');
  if (size < hour) return relative.format(Math.round(distance / minute), 'minute');
  if (size < day) return relative.format(Math.round(distance / hour), 'hour');
  if (size < 30 * day) return relative.format(Math.round(distance / day), 'day');
  return date.format(at);
}

export const formatExact = (at: number | string) => exact.format(new Date(at));
export const formatDate = (at: number | string) => date.format(new Date(at));
export const formatClock = (at: number | string) => clock.format(new Date(at));

/** `Mar 2, 2027, 9:00 AM`, in the zone of the reader unless another is named. */
export function formatMoment(at: string, timeZone?: string): string {
  const options = { dateStyle: 'medium', timeStyle: 'short', ...(timeZone ? { timeZone } : {}) } as const;
  return new Intl.DateTimeFormat(undefined, options).format(new Date(at));
}

/** A calendar day of the wire (`1998-06-30`, UTC) as a person writes it; never shifted by the reader's zone. */
export function formatDay(day: string, style: 'medium' | 'short' = 'medium'): string {
  const options: Intl.DateTimeFormatOptions =
    style === 'medium' ? { dateStyle: 'medium' } : { day: 'numeric', month: 'short' };
  return new Intl.DateTimeFormat(undefined, { ...options, timeZone: 'UTC' }).format(new Date(`${day}T00:00:00Z`));
}

/** `0.4` is `under a second`, `75` is `1 min 15 s`, `7300` is `2 h 1 min`. */
export function formatDuration(seconds: number): string {
  if (seconds < 1) return 'under a second';
  const total = Math.round(seconds);
  const parts = [
    [Math.floor(total / 86_400), 'd'],
    [Math.floor(total / 3_600) % 24, 'h'],
    [Math.floor(total / 60) % 60, 'min'],
    [total % 60, 's'],
  ] as const;
  const first = parts.findIndex(([value]) => value > 0);
  return parts
    .slice(first, first + 2)
    .filter(([value]) => value > 0)
    .map(([value, unit]) => `${value} ${unit}`)
    .join(' ');
}
