import type { Queue } from '@beckon/contract';
import { counted } from '../../parts/format/number.ts';
import { formatDuration } from '../../parts/format/time.ts';

export type Consumer = Queue['consumers'][number];

/** A longer lag needs attention: the alert of the operations page uses the same five minutes. */
const lateSeconds = 300;

export type Pace = { label: string; color: string; about: string };

/** How a consumer is doing, for a person who does not know what a cursor is. */
export function paceOf({ lag, lagSeconds, bucketsLeased }: Consumer): Pace {
  const behind = `${counted(lag, 'event')} behind. The oldest has been waiting for ${formatDuration(lagSeconds)}.`;
  if (lag === 0) return { label: 'Up to date', color: 'pine', about: 'All stored events have been processed.' };
  if (bucketsLeased === 0)
    return { label: 'No worker', color: 'red', about: `No worker is processing these events. ${behind}` };
  if (lagSeconds > lateSeconds) return { label: 'Late', color: 'red', about: behind };
  return { label: 'Catching up', color: 'amber', about: behind };
}
