import type { SetAside } from '../quarantine/index.ts';

const minute = 60_000;
const day = 24 * 60 * minute;
const earliest = Date.UTC(1990, 0, 1);

export type EventTime = { occurredAt: string; claimedAt: string | null };

/**
 * When an event happened. A client clock that is off by more than a minute (known from `sentAt`) is corrected. A time
 * still up to a day ahead of the server's is set to the server's; one further ahead is refused. The time that the
 * client claimed is kept.
 * @param claimed ISO 8601 with zone or milliseconds since 1970; if omitted, the time of receipt
 */
export function readEventTime(claimed: unknown, sentAt: unknown, receivedAt: Date): EventTime | SetAside {
  if (claimed === undefined || claimed === null) return { occurredAt: receivedAt.toISOString(), claimedAt: null };
  const milliseconds = toMilliseconds(claimed);
  if (milliseconds === null) {
    return {
      code: 'time_invalid',
      reason: 'occurredAt is not an ISO 8601 time with zone, nor milliseconds since 1970',
    };
  }
  const received = receivedAt.getTime();
  const sent = toMilliseconds(sentAt);
  const skew = sent === null ? 0 : received - sent;
  const corrected = milliseconds + (Math.abs(skew) > minute ? skew : 0);
  if (corrected < earliest) return { code: 'time_invalid', reason: 'occurredAt is before 1990' };
  if (corrected > received + day) return { code: 'time_in_future', reason: 'occurredAt is more than a day ahead' };
  const occurred = Math.min(corrected, received);
  return {
    occurredAt: new Date(occurred).toISOString(),
    // Postgres cannot read how years before 0 are written.
    claimedAt: occurred === milliseconds || milliseconds < 0 ? null : new Date(milliseconds).toISOString(),
  };
}

const isoPattern = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2}(\.\d{1,9})?)?(Z|[+-]\d{2}:?\d{2})$/;
const latest = Date.UTC(9999, 0, 1);

function toMilliseconds(value: unknown): number | null {
  const milliseconds =
    typeof value === 'number'
      ? value
      : typeof value === 'string' && isoPattern.test(value)
        ? Date.parse(value)
        : Number.NaN;
  return Number.isFinite(milliseconds) && Math.abs(milliseconds) < latest ? Math.floor(milliseconds) : null;
}
