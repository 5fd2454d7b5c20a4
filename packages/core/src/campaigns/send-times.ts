import type { CampaignSchedule } from '@beckon/contract';
import { Temporal } from 'temporal-polyfill';
import { isTimeZone, momentOf } from '../lib/index.ts';

/** Where clocks are ahead of all others: the first to show a local time. */
const firstZone = 'Pacific/Kiritimati';

/** When a campaign begins: its recipients are fixed then. */
export function startOf(schedule: CampaignSchedule, now: Date): Date {
  if (schedule.kind === 'now') return now;
  if (schedule.kind === 'at') return new Date(schedule.at);
  return momentOf(Temporal.PlainDateTime.from(schedule.at), firstZone);
}

export type SendTime = { at: Date; hasPassed: boolean };

/**
 * When the contacts of a zone get a campaign.
 * @param zone an IANA name
 * @param now the launch
 * @example
 * sendTimeIn('Europe/Berlin', { kind: 'local', at: '2027-03-28T02:30', passed: 'next_day' }, now).at;
 * // 2027-03-28T01:00:00Z: that time does not exist, so it is the first moment after the gap
 */
export function sendTimeIn(zone: string, schedule: CampaignSchedule, now: Date): SendTime {
  if (schedule.kind !== 'local') return { at: now, hasPassed: false };
  const local = Temporal.PlainDateTime.from(schedule.at);
  const at = momentOf(local, zone);
  if (at >= now) return { at, hasPassed: false };
  return { at: schedule.passed === 'at_once' ? now : nextDay(local, zone, now), hasPassed: true };
}

/** The next time after a moment that the clocks of a zone show a time of day. */
function nextDay(local: Temporal.PlainDateTime, zone: string, now: Date): Date {
  const today = Temporal.Instant.fromEpochMilliseconds(now.getTime()).toZonedDateTimeISO(zone).toPlainDate();
  const [first, second] = [0, 1].map((days) =>
    momentOf(today.add({ days }).toPlainDateTime(local.toPlainTime()), zone),
  );
  return first! >= now ? first! : second!;
}

/** The zone that a contact is taken to be in. */
export const zoneOf = (timezone: string | null, zoneOfShop: string): string =>
  timezone !== null && isTimeZone(timezone) ? timezone : zoneOfShop;
