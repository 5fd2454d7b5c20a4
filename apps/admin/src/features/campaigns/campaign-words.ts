import type { Campaign, CampaignSchedule } from '@beckon/contract';
import { formatNumber } from '../../parts/format/number.ts';
import { formatMoment } from '../../parts/format/time.ts';

/** Why a campaign is paused, and what a user can do about it. */
export const pauseWords: Record<NonNullable<Campaign['pauseReason']>, string> = {
  by_user: 'A user paused it. Resume it to go on where it stopped.',
  overdue: 'It was to begin longer ago than it may. Resume it to begin now, or stop it.',
  cannot_start:
    'Its message or a segment is gone. Restore it and resume, or take the campaign back to a draft after resuming.',
  bounce_rate:
    'Its brake: too many messages bounced. Check where the addresses come from. Resume it to go on without the brake.',
  complaint_rate: 'Its brake: too many recipients complained. Check who gets it. Resume it to go on without the brake.',
};

/** `at once`, `on Mar 2, 2027, 9:00 AM`, or the same `by the clock of each contact`. */
export function schedulePhrase(schedule: CampaignSchedule): string {
  if (schedule.kind === 'now') return 'at once';
  // A local time has no zone: it is written as it is said.
  if (schedule.kind === 'local') return `on ${formatMoment(`${schedule.at}:00Z`, 'UTC')}, by the clock of each contact`;
  return `on ${formatMoment(schedule.at)}`;
}

/** `41.5 %`; a dash where there is no rate, since nothing was delivered. */
export function formatRate(rate: number | null): string {
  return rate === null ? '–' : `${formatNumber(Math.round(rate * 10) / 10)} %`;
}
