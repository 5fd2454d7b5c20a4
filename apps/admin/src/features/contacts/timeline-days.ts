import type { TimelineEntry } from '@beckon/contract';

export type TimelineDay = { day: string; label: string; entries: TimelineEntry[] };

/** Entries, newest first, under the days on which they happened, in the reader's own time zone. */
export function groupByDay(entries: readonly TimelineEntry[], now: number, timeZone?: string): TimelineDay[] {
  const zone = timeZone ? { timeZone } : {};
  const key = new Intl.DateTimeFormat('en-CA', { dateStyle: 'short', ...zone });
  const label = new Intl.DateTimeFormat(undefined, { dateStyle: 'full', ...zone });
  const today = key.format(now);
  const yesterday = key.format(now - 86_400_000);
  const days: TimelineDay[] = [];
  for (const entry of entries) {
    const at = new Date(entry.occurredAt);
    const day = key.format(at);
    const last = days.at(-1);
    if (last?.day === day) last.entries.push(entry);
    else {
      const name = day === today ? 'Today' : day === yesterday ? 'Yesterday' : label.format(at);
      days.push({ day, label: name, entries: [entry] });
    }
  }
  return days;
}
