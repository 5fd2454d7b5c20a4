import { formatExact, formatRelative } from '../format/time.ts';
import { useNow } from './now.ts';

/** `3 minutes ago`, with the exact time on hover and for machines. A clock that runs ahead does not say "in 2 seconds". */
export function RelativeTime({ at, empty = 'Never' }: { at: string | null; empty?: string }) {
  const now = useNow();
  if (at === null) return <span>{empty}</span>;
  const time = Date.parse(at);
  // `now` advances in steps, so a new event may seem to be in the future.
  const isFuture = time > now + 60_000;
  return (
    <time dateTime={at} title={formatExact(at)}>
      {formatRelative(isFuture ? time : Math.min(time, now), now)}
    </time>
  );
}
